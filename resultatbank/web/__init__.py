"""HTTP, forms and pages."""

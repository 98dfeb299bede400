"""How much a search page costs, beside the least an app of its kind could do.

`python -m benchmarks.search_speed [--quick]` prints a table and then one line of JSON. The bare limit app has the same
texts, searches them with one FTS5 query and counts four facets, and shows them with one template: no log-in, no gate,
no channels, no people. What ours costs is said as a share of that.
"""

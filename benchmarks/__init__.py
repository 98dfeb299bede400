"""What is measured rather than tested: figures are ratios within one run, since machines are noisy."""

"""A schedule -> how likely each date is, by Monte Carlo draws."""

"""Sites -> facts and gaps: which sites to look at, the probes put to each, the runner."""

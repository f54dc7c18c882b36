"""Customer-experience maturity self-assessments: offline pages, scores and reports."""

__version__ = "0.1.0"

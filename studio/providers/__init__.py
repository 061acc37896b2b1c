"""Adapters: each translates between the storyboard and one provider's words; none knows a model or a retry."""

"""Adapters: each translates between the storyboard and one provider's words. None knows a model, a credit or a retry."""

"""One file a kind of layer: what lies on the stage, back to front."""

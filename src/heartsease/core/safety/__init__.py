"""Gates: a closed vocabulary of conditions, answered True, False or Unknown."""

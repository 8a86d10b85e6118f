"""The same promises with each pack as the active one: what is asked and what is expected comes from the pack itself, never from a region."""

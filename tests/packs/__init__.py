"""The same promises with each pack as the active one. What is asked and what is expected comes from the pack itself."""

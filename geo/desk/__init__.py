"""Stories at the desk: changes that people make, undone and redone."""

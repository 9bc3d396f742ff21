"""The notebook that answers the four questions, and the HTML page it becomes."""

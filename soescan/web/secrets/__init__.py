"""What must not be kept of answers: values that let somebody in, by name, by form and by place."""

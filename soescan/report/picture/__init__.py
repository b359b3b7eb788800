"""Pictures of a plan as SVG: the approval graph and the timeline."""

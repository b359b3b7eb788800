"""What could not be told -> the questions worth asking, few and each to one person."""

from soescan.assessment.questions.asking import list_questions
from soescan.assessment.questions.merging import merge_questions
from soescan.assessment.questions.open_points import Looks

__all__ = ["Looks", "list_questions", "merge_questions"]

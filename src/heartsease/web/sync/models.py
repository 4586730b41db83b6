"""Which answers of a device arrived, so that none is taken twice."""

from django.db import models


class Outcome(models.TextChoices):
    """What became of an answer."""

    TAKEN = "taken"  # it stands
    KNOWN = "known"  # the same fact stood already
    # A newer answer stands and this one is in its history; of a page both stand.
    BESIDE = "beside"


class Received(models.Model):
    """One answer that arrived; `operation` is the name the device gave it.

    It holds no answer: only that one came, and what became of it.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="+"
    )
    operation = models.UUIDField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    received_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="an_answer_arrives_once", fields=("person", "operation")
            ),
            models.CheckConstraint(
                name="received_outcome_is_known",
                condition=models.Q(outcome__in=Outcome.values),
            ),
        )

    def __str__(self) -> str:
        return f"{self.operation} {self.outcome}"

from django.db import models


class Account(models.Model):
    name = models.CharField(max_length=100, unique=True)

    @property
    def balance(self) -> int:
        """In cents."""
        return self.entries.aggregate(models.Sum("cents"))["cents__sum"] or 0


class Entry(models.Model):
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries")
    cents = models.BigIntegerField()
    booked_at = models.DateTimeField(auto_now_add=True)

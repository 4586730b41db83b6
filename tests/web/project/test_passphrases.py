"""A passphrase is kept strongly, and one that was kept in another way still opens."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import Argon2PasswordHasher, identify_hasher
from django.test import override_settings
from tests.support.web import PASSPHRASE

from heartsease.web.people.hashers import Passphrase
from heartsease.web.project import settings as real

KEPT_SO = override_settings(PASSWORD_HASHERS=real.PASSWORD_HASHERS)
# OWASP's least for Argon2id, in the product of KiB and passes.
LEAST = 19 * 1024 * 2


def test_it_costs_more_than_the_least_that_is_advised():
    assert Passphrase.memory_cost * Passphrase.time_cost > LEAST
    assert Passphrase.memory_cost >= 19 * 1024


@KEPT_SO
@pytest.mark.django_db
def test_a_hash_of_before_opens_once_more_and_is_made_anew():
    user = get_user_model()(username="mara")
    user.password = Argon2PasswordHasher().encode(
        PASSPHRASE, "a-salt-of-some-length-22"
    )
    user.save()
    assert "m=102400,t=2,p=8" in user.password

    assert not user.check_password("some other words")
    assert user.check_password(PASSPHRASE)

    user.refresh_from_db()
    assert identify_hasher(user.password).decode(user.password)["memory_cost"] == (
        Passphrase.memory_cost
    )
    assert user.check_password(PASSPHRASE)

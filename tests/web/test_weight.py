"""A page is light enough for a slow phone, with everything it brings along."""

import gzip
import re

import pytest
from tests.support.web import a_signed_in, with_record

pytestmark = pytest.mark.django_db

MOST = 150_000  # bytes compressed, with fonts and scripts
FIRST = 50_000  # what we really need; a sudden jump is seen long before the limit
BROUGHT = re.compile(r'(?:src|href)="(/static/[^"]+)"')


def bytes_of(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def weight(client, path):
    """Compressed bytes of a page and of every file that it loads, and their number."""
    page = client.get(path)
    assert page.status_code == 200
    parts = [bytes_of(page)]
    for address in sorted(set(BROUGHT.findall(page.content.decode()))):
        answer = client.get(address)
        assert answer.status_code == 200, address
        style = bytes_of(answer)
        assert b"url(" not in style.replace(b'url("data:', b""), address
        parts.append(style)
    return sum(len(gzip.compress(part)) for part in parts), len(parts)


@pytest.mark.parametrize("path", [
    "/", "/now/", "/map/", "/help/", "/today/", "/food/", "/sleep/", "/sleep/path/",
    "/matters/", "/program/", "/device/", "/offline/", "/notes/", "/progress/",
    "/two-weeks/", "/minute/", "/practices/", "/practices/slow_breathing/go/",
    "/light/", "/helpers/", "/helpers/sheet/",
])  # fmt: skip
def test_a_page_weighs_little_with_all_it_loads(client, path):
    if path != "/":
        with_record(a_signed_in(client))

    total, parts = weight(client, path)

    assert parts >= 3
    assert total <= FIRST <= MOST

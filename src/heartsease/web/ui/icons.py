"""Small drawings for buttons and headings: 24 by 24, one line, the colour of the words.

They only stand beside words, never for them, so a listener does not hear them.
"""

_LINE = (
    'fill="none" stroke="currentColor" stroke-width="1.7" '
    'stroke-linecap="round" stroke-linejoin="round"'
)

# name -> the shapes inside
SHAPES = {
    "arrow": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "back": '<path d="M19 12H5M11 6l-6 6 6 6"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="14.5" rx="2.5"/>'
    '<path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>',
    "check": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "data": '<rect x="5" y="10.5" width="14" height="9.5" rx="2.5"/>'
    '<path d="M8 10.5V8a4 4 0 0 1 8 0v2.5M12 14.2v2.2"/>',
    "download": '<path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14"/>',
    "heart": '<path d="M12 20C6 15.6 3.5 12.4 3.5 9a4.4 4.4 0 0 1 8.5-1.7'
    'A4.4 4.4 0 0 1 20.5 9c0 3.4-2.5 6.6-8.5 11z"/>',
    "help": '<circle cx="12" cy="12" r="8.5"/><circle cx="12" cy="12" r="3.4"/>'
    '<path d="M6 6l3.6 3.6M18 6l-3.6 3.6M6 18l3.6-3.6M18 18l-3.6-3.6"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 7.9v.1"/>',
    "key": '<circle cx="8" cy="15.5" r="4"/><path d="M11 12.5L19.5 4M16.5 7l3 3"/>',
    "labs": '<path d="M12 3.5c3.5 4.3 5.7 7.3 5.7 10.3a5.7 5.7 0 0 1'
    '-11.4 0c0-3 2.2-6 5.7-10.3z"/><path d="M9.3 14.5a2.8 2.8 0 0 0 2.4 2.5"/>',
    "leaf": '<path d="M5 19.5C5 10.5 10 5 19.5 4.5 20 14 14.5 19 7 17.5"/>'
    '<path d="M5 19.5c2-4.5 5-7.5 9-9.5"/>',
    "leave": '<path d="M13 4.5H7A2 2 0 0 0 5 6.5v11a2 2 0 0 0 2 2h6"/>'
    '<path d="M10.5 12h9.5M16.5 8.5L20 12l-3.5 3.5"/>',
    "list": '<path d="M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.1M4.5 12h.1M4.5 17.5h.1"/>',
    "map": "".join(
        '<path d="M12 12C8.6 9.6 8.9 4.6 12 3.5c3.1 1.1 3.4 6.1 0 8.5z" '
        f'transform="rotate({turn} 12 12)"/>'
        for turn in (0, 90, 180, 270)
    ),
    "moon": '<path d="M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7z"/>',
    "now": '<circle cx="12" cy="12" r="3.8"/><path d="M12 3.5v1.8M12 18.7v1.8M3.5 12'
    'h1.8M18.7 12h1.8M6 6l1.3 1.3M16.7 16.7L18 18M6 18l1.3-1.3M16.7 7.3L18 6"/>',
    "passport": '<path d="M6.5 4h10A1.5 1.5 0 0 1 18 5.5v14H7.5A2 2 0 0 1 5.5 17.5'
    'V5a1 1 0 0 1 1-1z"/><path d="M5.5 17.3a2 2 0 0 1 2-1.8H18M9 8h5.5M9 11h3.5"/>',
    "pause": '<path d="M9 6v12M15 6v12"/>',
    "phone": '<path d="M6.5 4.5h2.3l1.5 4-2 1.6a11 11 0 0 0 5.6 5.6l1.6-2 4 1.5'
    'v2.3a2 2 0 0 1-2.2 2A15.5 15.5 0 0 1 4.5 6.7a2 2 0 0 1 2-2.2z"/>',
    "plan": '<path d="M5 19.5h4.5V15H14v-4.5h4.5V6"/><path d="M15.5 8.5L18.5 5.5l2 2"/>',
    "plus": '<path d="M12 5.5v13M5.5 12h13"/>',
    "print": '<path d="M7.5 9V4h9v5M7.5 17H5.5A1.5 1.5 0 0 1 4 15.5v-5A1.5 1.5 0 0 1 '
    '5.5 9h13a1.5 1.5 0 0 1 1.5 1.5v5a1.5 1.5 0 0 1-1.5 1.5h-2"/>'
    '<rect x="7.5" y="14" width="9" height="6" rx="1"/>',
    "question": '<circle cx="12" cy="12" r="8.5"/>'
    '<path d="M9.6 9.7a2.5 2.5 0 1 1 3.5 2.3c-.8.4-1.1.9-1.1 1.7M12 16.6v.1"/>',
    "shield": '<path d="M12 3.5l7 2.5v5.5c0 4.3-2.8 7.2-7 9-4.2-1.8-7-4.7-7-9V6z"/>'
    '<path d="M9 11.8l2.2 2.2 4-4"/>',
    "sprout": '<path d="M12 20v-8M12 12c0-3.5-2.3-5.5-6.5-5.5C5.5 10 7.8 12 12 12z'
    'M12 14c0-3.5 2.3-5.5 6.5-5.5 0 3.5-2.3 5.5-6.5 5.5z"/>',
    "upload": '<path d="M12 15.5V4.5M7.5 9L12 4.5 16.5 9M5 20h14"/>',
}
# The mark of the program: a heartsease seen from the front.
MARK = (
    '<path fill="#8d7bd1" d="M12.2 12C8.5 11.5 5.8 9 6.2 5.8 6.5 3.3 9.3 2.2 11 4'
    'c1.2 1.3 1.5 4.5 1.2 8z"/>'
    '<path fill="#b6a6f2" d="M11.8 12c3.7-.5 6.4-3 6-6.2C17.5 3.3 14.7 2.2 13 4'
    'c-1.2 1.3-1.5 4.5-1.2 8z"/>'
    '<path fill="#e3c36a" d="M12 12.2c-3-2.4-7.2-2.3-8.6.6-1.2 2.5.6 4.9 3.2 4.7'
    "C9 17.3 11 15 12 12.2zM12 12.2c3-2.4 7.2-2.3 8.6.6 1.2 2.5-.6 4.9-3.2 4.7"
    'C15 17.3 13 15 12 12.2z"/>'
    '<path fill="#e8d08c" d="M12 12c2.8 2.2 4.3 5 3.2 7.5-1.1 2.6-5.3 2.6-6.4 0'
    'C7.7 17 9.2 14.2 12 12z"/>'
    '<path fill="none" stroke="#5b3f12" stroke-width=".55" stroke-linecap="round" '
    'd="M12 13.5v3.2M11 13.6l-1 2.5M13 13.6l1 2.5"/>'
)


def drawn(name: str) -> str:
    """An SVG of the size of the words beside it; an unknown name is a `KeyError`."""
    inside, style = (MARK, "") if name == "mark" else (SHAPES[name], f" {_LINE}")
    return (
        f'<svg class="icon" width="24" height="24" viewBox="0 0 24 24"{style} '
        f'aria-hidden="true" focusable="false">{inside}</svg>'
    )

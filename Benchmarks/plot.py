"""Lines over powers of ten as an SVG, without a library."""

import html
import math

COLOURS = ("#1f6feb", "#d1242f", "#8250df", "#1a7f37")
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 420, 280, 64, 34, 14, 40


def short(value):
    """A number in few letters: 30k, 1M, 0.95."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"


def scale(values, is_log):
    """The place of a value between 0 and 1, and the values to write at the axis."""
    low, high = min(values), max(values)
    if is_log:
        first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
        last += first == last
        return lambda value: (math.log10(value) - first) / (last - first), [10.0 ** n for n in range(first, last + 1)]
    step = next(size for size in (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1) if high - low <= 5 * size or size == 1)
    first, last = math.floor(low / step), max(math.ceil(high / step), math.floor(low / step) + 1)
    return (lambda value: (value / step - first) / (last - first),
            [round(n * step, 6) for n in range(first, last + 1)])


def panel(title, series, log_y):
    """One plot: `series` has a list of (x, y) for each name."""
    points = [point for line in series.values() for point in line]
    place_x, marks_x = scale([x for x, _ in points], True)
    place_y, marks_y = scale([y for _, y in points], log_y)

    def at(x, y):
        return (LEFT + place_x(x) * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - place_y(y) * (HEIGHT - TOP - BOTTOM))

    parts = [f'<text x="{LEFT}" y="20" font-weight="bold">{html.escape(title)}</text>']
    for mark in marks_y:
        _, y = at(marks_x[0], mark)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#d0d7de"/>'
                     f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{short(mark)}</text>')
    for mark in marks_x:
        x, _ = at(mark, marks_y[0])
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#d0d7de"/>'
                     f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{short(mark)}</text>')
    for colour, line in zip(COLOURS, series.values()):
        places = [at(*point) for point in sorted(line)]
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="'
                     + " ".join(f"{x:.1f},{y:.1f}" for x, y in places) + '"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
    return "".join(parts)


def draw(path, x_title, panels):
    """Writes plots, two in a row. `panels` is a list of (title, series, whether y is in powers of ten)."""
    rows = math.ceil(len(panels) / 2)
    width, height = 2 * WIDTH, rows * HEIGHT + 30
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
             f'font-size="12" fill="#1f2328"><rect width="{width}" height="{height}" fill="#ffffff"/>']
    for number, (title, series, log_y) in enumerate(panels):
        parts.append(f'<g transform="translate({number % 2 * WIDTH} {number // 2 * HEIGHT})">'
                     f'{panel(title, series, log_y)}</g>')
    x = LEFT
    for colour, name in zip(COLOURS, panels[0][1]):
        parts.append(f'<rect x="{x}" y="{height - 22}" width="12" height="12" fill="{colour}"/>'
                     f'<text x="{x + 18}" y="{height - 12}">{html.escape(name)}</text>')
        x += 40 + 7 * len(name)
    parts.append(f'<text x="{width - RIGHT}" y="{height - 12}" text-anchor="end">{html.escape(x_title)}</text></svg>')
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")

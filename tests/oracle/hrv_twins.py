"""The measures of order and rhythm again, slowly, straight from their definitions."""

import math

import numpy as np


def alike(values, starts, length, tolerance):
    """For each start, how many starts' stretches match, itself included."""
    rows = [[values[s + place] for place in range(length)] for s in starts]
    return [
        sum(
            max(abs(a - b) for a, b in zip(one, other, strict=True)) <= tolerance
            for other in rows
        )
        for one in rows
    ]


def sample_entropy(values, two_and_three, tolerance):
    """From stretches of three, counted for their first two and for all three places."""
    _, three = two_and_three
    pairs = sum(alike(values, three, 2, tolerance)) - len(three)
    triples = sum(alike(values, three, 3, tolerance)) - len(three)
    return -math.log(triples / pairs) if pairs and triples else math.nan


def approximate_entropy(values, two_and_three, tolerance):
    two, three = two_and_three
    phi = [
        np.mean(
            [
                math.log(count / len(starts))
                for count in alike(values, starts, m, tolerance)
            ]
        )
        for m, starts in ((2, two), (3, three))
    ]
    return float(phi[0] - phi[1])


def multiscale_entropy(values, scales, refined):
    """Means of neighbours, the tolerance that of the intervals themselves."""
    values = [float(value) for value in values]
    tolerance = 0.2 * float(np.std(values, ddof=1))
    entropies = []
    for scale in range(1, scales + 1):
        pairs = triples = 0
        for offset in range(scale if refined else 1):
            rest = values[offset:]
            means = [
                sum(rest[k : k + scale]) / scale
                for k in range(0, len(rest) - scale + 1, scale)
            ]
            starts = range(len(means) - 2)
            pairs += sum(alike(means, starts, 2, tolerance)) - len(starts)
            triples += sum(alike(means, starts, 3, tolerance)) - len(starts)
        entropies.append(-math.log(triples / pairs) if pairs and triples else math.nan)
    return float(np.mean(entropies))


def fluctuation_slope(values, scales):
    """Each window's line fitted by polyfit."""
    profile = np.cumsum(values - np.mean(values))
    logs = []
    for scale in scales:
        squares = []
        for k in range(len(profile) // scale):
            window = profile[k * scale : (k + 1) * scale]
            x = np.arange(scale)
            squares.append(
                np.mean((window - np.polyval(np.polyfit(x, window, 1), x)) ** 2)
            )
        logs.append(0.5 * math.log(np.mean(squares)))
    return float(np.polyfit(np.log(list(scales)), logs, 1)[0])


def higuchi(values, longest):
    n = len(values)
    lengths = []
    for k in range(1, longest + 1):
        curves = []
        for m in range(k):
            steps = (n - 1 - m) // k
            total = sum(
                abs(values[m + i * k] - values[m + (i - 1) * k])
                for i in range(1, steps + 1)
            )
            curves.append(total * (n - 1) / (steps * k) / k)
        lengths.append(np.mean(curves))
    return float(-np.polyfit(np.log(range(1, longest + 1)), np.log(lengths), 1)[0])


def katz(values):
    steps = [abs(b - a) for a, b in zip(values, values[1:], strict=False)]
    mean, reach = np.mean(steps), max(abs(value - values[0]) for value in values)
    return math.log10(sum(steps) / mean) / math.log10(reach / mean)


def patterns(sequence):
    """Each pattern is the shortest that lies nowhere in what came before its last place."""
    found, start = 0, 0
    while start < len(sequence):
        end = start + 1
        while end <= len(sequence) and sequence[start:end] in sequence[: end - 1]:
            end += 1
        found += 1
        start = end
    return found


def tapered_fit(times, values, frequency, taper):
    """Power of the weighted least-squares sine and cosine at one frequency."""
    n, span = len(times), times[-1] - times[0]
    line = np.polyval(np.polyfit(times, values, 1), times)
    edge = span / (n - 1) / 2
    weight = (
        np.sin(np.pi * (times - times[0] + edge) / (span + 2 * edge)) ** 2
        if taper
        else np.ones(n)
    )
    root = np.sqrt(weight)
    angle = 2 * np.pi * frequency * times
    columns = np.stack((np.cos(angle), np.sin(angle)), axis=1) * root[:, None]
    target = (values - line) * root
    fitted = columns @ np.linalg.lstsq(columns, target, rcond=None)[0]
    density = float(fitted @ target) * span / (n - 1)
    return density * np.sum(weight) / np.sum(weight**2)


def periodogram_average(even, rate, length, hop):
    """Welch's density by the sum that defines each frequency."""
    window = np.array([math.sin(math.pi * k / length) ** 2 for k in range(length)])
    x = np.arange(length)
    powers = []
    for start in range(0, len(even) - length + 1, hop):
        piece = even[start : start + length]
        flat = (piece - np.polyval(np.polyfit(x, piece, 1), x)) * window
        powers.append(
            [
                abs(np.sum(flat * np.exp(-2j * np.pi * k * x / length))) ** 2
                for k in range(length // 2 + 1)
            ]
        )
    density = 2 * np.mean(powers, axis=0) / (rate * np.sum(window**2))
    density[0] /= 2
    if length % 2 == 0:
        density[-1] /= 2
    return density


def triangle_base(counts, bin_ms):
    """Every left and every right foot tried, all bins in the error."""
    counts = [0.0, *map(float, counts), 0.0]
    apex = max(range(len(counts)), key=lambda k: (counts[k], -k))
    best = (math.inf, 0)
    for left in range(apex):
        for right in range(apex + 1, len(counts)):
            error = 0.0
            for k, count in enumerate(counts):
                if k <= apex:
                    line = counts[apex] * (k - left) / (apex - left)
                else:
                    line = counts[apex] * (right - k) / (right - apex)
                error += (max(line, 0.0) - count) ** 2
            best = min(best, (error, right - left))
    return best[1] * bin_ms

"""Trains the encoder of the accurate engine and writes its weights.

    onrecord train encoder polnear/train.jsonl train.jsonl
    onrecord train encoder polnear/dev.jsonl dev.jsonl
    python encoder.py train.jsonl --dev dev.jsonl --public MODEL_FOLDER --out encoder.bin

The weights start from a public encoder (a folder with `model.safetensors` and `tokenizer.json`): MiniLM, small
enough to ship, or MPNet, eight times the size, which teaches. Its vocabulary is cut to what news needs, and a
sum of features of each token is added to its input. See `README.md` for the data, the licence and the format.
"""

import argparse
import json
import math
import random
import time
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import load_file

import weights

LABELS = 7
"""Outside, then begin and inside of source, cue, content."""
PIECES = 4
"""Pieces of a word that are read, at most."""
WINDOW = 256
"""Pieces that are read at once, at most."""
FREQUENT, SEEN = 14_000, 3
"""Pieces of the public vocabulary that are kept: the first so many, and all that are seen so often."""
BUCKETS, FAR = 32, 128
"""Distances that MPNet tells apart, and from where on they are one."""
MARKS = {"<s>": "[CLS]", "</s>": "[SEP]", "<mask>": "[MASK]"}
"""MPNet's names of the pieces that are no text, and BERT's."""
PARTS = {
    "query": ("attention.self.query", "attention.attn.q"),
    "key": ("attention.self.key", "attention.attn.k"),
    "value": ("attention.self.value", "attention.attn.v"),
    "out": ("attention.output.dense", "attention.attn.o"),
    "norm_attention": ("attention.output.LayerNorm", "attention.LayerNorm"),
    "up": ("intermediate.dense", "intermediate.dense"),
    "down": ("output.dense", "output.dense"),
    "norm": ("output.LayerNorm", "output.LayerNorm"),
}
"""The parts of a layer, as MiniLM and as MPNet name them."""
NOISE = torch.rand(1 << 23)
"""What dropout draws from: fresh numbers take an eighth of the training."""


class Vocabulary:
    """Pieces of words and their rows: greedy longest match, as in BERT's, over runs of letters and digits."""

    def __init__(self, pieces):
        self.pieces = pieces
        self.rows = {piece: row for row, piece in enumerate(pieces)}
        self.mask, self.unknown, self.start, self.end = (
            self.rows[p] for p in ("[MASK]", "[UNK]", "[CLS]", "[SEP]")
        )
        self.cache = {None: [self.mask]}

    def of(self, word):
        """Rows of the pieces of a word."""
        found = self.cache.get(word)
        if found is None:
            found = self.cache[word] = self.cut(word)
        return found

    def cut(self, word):
        rows, i = [], 0
        while i < len(word) and len(rows) < PIECES:
            end = i + 1
            if word[i].isalnum():
                while end < len(word) and word[end].isalnum():
                    end += 1
            start = i
            while start < end and len(rows) < PIECES:
                for stop in range(end, start, -1):
                    piece = ("##" if start > i else "") + word[start:stop]
                    if piece in self.rows:
                        rows.append(self.rows[piece])
                        start = stop
                        break
                else:
                    rows.append(self.unknown)
                    break
            i = end
        return rows or [self.unknown]


def prune(pieces, articles):
    """The pieces worth a row, in the order of the public vocabulary."""
    full = Vocabulary(pieces)
    counts = [0] * len(pieces)
    for article in articles:
        for word in article["words"]:
            for row in full.of(word):
                counts[row] += 1
    special = {"[MASK]", "[UNK]", "[CLS]", "[SEP]"}
    kept = []
    for row, piece in enumerate(pieces):
        bare = piece.removeprefix("##")
        plain = piece.isascii() or counts[row] >= SEEN
        if piece in special or (
            not piece.startswith("[") and plain and (row < FREQUENT or counts[row] >= SEEN or len(bare) == 1)
        ):
            kept.append(row)
    return kept


class Dropout(nn.Module):
    """Numbers left out by chance, the others raised for it; its noise is drawn once and cut anywhere."""

    def __init__(self, share):
        super().__init__()
        self.register_buffer("noise", (NOISE >= share).to(torch.bfloat16) / (1 - share), persistent=False)

    def forward(self, x):
        if not self.training:
            return x
        start = int(torch.randint(len(self.noise) - x.numel(), ()))
        return x * self.noise[start : start + x.numel()].view(x.shape)


class Layer(nn.Module):
    """Self-attention and two products, each added to what came in, as in BERT."""

    def __init__(self, width, heads, inner, dropout, gelu):
        super().__init__()
        self.heads, self.dropout, self.gelu = heads, dropout, gelu
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm_attention, self.norm = (nn.LayerNorm(width, eps=1e-12) for _ in range(2))

    def forward(self, x, unseen):
        batch, length, width = x.shape

        def split(y):
            return y.view(batch, length, self.heads, -1).transpose(1, 2)

        # Spelled out: on a CPU the gradient of PyTorch's own attention takes a third of the training.
        query = split(self.query(x)) * (width // self.heads) ** -0.5
        logits = query @ split(self.key(x)).transpose(2, 3) + unseen
        with torch.autocast("cpu", enabled=False):
            shares = logits.softmax(-1)
        attended = (shares @ split(self.value(x))).transpose(1, 2).reshape(batch, length, width)
        attended = self.out(attended)
        x = self.norm_attention(x + self.dropout(attended))
        inner = self.down(F.gelu(self.up(x), approximate=self.gelu))
        return self.norm(x + self.dropout(inner))


class Encoder(nn.Module):
    """Pieces and features in, scores of labels out."""

    def __init__(self, vocabulary, sizes, layers, dropout=0.1, width=384, heads=12, inner=1536, near=False):
        super().__init__()
        self.dropout = Dropout(dropout)
        self.words = nn.Embedding(vocabulary, width)
        self.places = nn.Embedding(WINDOW, width)
        self.features = nn.ModuleList(nn.Embedding(size, width) for size in sizes)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        # The crate's own code knows the cheaper form.
        gelu = "none" if near else "tanh"
        self.layers = nn.ModuleList(Layer(width, heads, inner, self.dropout, gelu) for _ in range(layers))
        # What each head adds for how far ahead a piece is, from the farthest back.
        self.near = nn.Embedding(2 * WINDOW - 1, heads) if near else None
        self.scores = nn.Linear(width, LABELS)
        for table in self.features:
            nn.init.zeros_(table.weight)

    @classmethod
    def like(cls, public, vocabulary, sizes, layers):
        """An encoder of the shape of the public one."""
        near = "encoder.relative_attention_bias.weight" in public
        inner, width = public["encoder.layer.0.intermediate.dense.weight"].shape
        return cls(vocabulary, sizes, layers, width=width, inner=inner, near=near)

    def start_from(self, public, rows, layers):
        """Copies the public weights: the rows of the vocabulary that are kept, the layers named."""
        bert = "embeddings."
        with torch.no_grad():
            places = public[bert + "position_embeddings.weight"]
            if self.near:
                # The first two rows stand for no place.
                self.places.weight.copy_(places[2 : 2 + WINDOW])
                ahead = buckets(torch.arange(1 - WINDOW, WINDOW))
                self.near.weight.copy_(public["encoder.relative_attention_bias.weight"][ahead])
            else:
                self.places.weight.copy_(places[:WINDOW] + public[bert + "token_type_embeddings.weight"][0])
            self.words.weight.copy_(public[bert + "word_embeddings.weight"][rows])
            self.norm.weight.copy_(public[bert + "LayerNorm.weight"])
            self.norm.bias.copy_(public[bert + "LayerNorm.bias"])
            for layer, number in zip(self.layers, layers):
                for ours, names in PARTS.items():
                    part, theirs = getattr(layer, ours), names[self.near is not None]
                    part.weight.copy_(public[f"encoder.layer.{number}.{theirs}.weight"])
                    part.bias.copy_(public[f"encoder.layer.{number}.{theirs}.bias"])

    def forward(self, pieces, features, seen):
        x = self.words(pieces) + self.places.weight[: pieces.shape[1]]
        for f, table in enumerate(self.features):
            x = x + table(features[:, :, f])
        x = self.dropout(self.norm(x))
        unseen = torch.where(seen, 0.0, -1e9)[:, None, None, :]
        if self.near:
            places = torch.arange(pieces.shape[1])
            ahead = places[None, :] - places[:, None]
            unseen = unseen + self.near(ahead + WINDOW - 1).permute(2, 0, 1)
        if torch.is_autocast_enabled("cpu"):
            unseen = unseen.to(torch.bfloat16)
        for layer in self.layers:
            x = layer(x, unseen)
        return self.scores(self.dropout(x))


def buckets(ahead):
    """MPNet's bucket of a distance: exact when near, its logarithm when far, ahead and back apart (Raffel et al.
    2020)."""
    half, exact = BUCKETS // 2, BUCKETS // 4
    far = exact + (ahead.abs().clamp(min=1) / exact).log() / math.log(FAR / exact) * (half - exact)
    return half * (ahead > 0) + torch.where(ahead.abs() < exact, ahead.abs(), far.long().clamp(max=half - 1))


def load(data):
    """The encoder of a file that `weights.write` wrote, and its vocabulary."""
    read = weights.read(data)
    sizes = {name: read[name] for name in ("layers", "width", "heads", "inner")}
    model = Encoder(len(read["pieces"]), read["sizes"], near="near.weight" in read["state"], **sizes)
    model.load_state_dict(read["state"])
    return model, Vocabulary(read["pieces"])


def windows(article, vocabulary, limit):
    """Stretches of whole parts of at most `limit` pieces, or of one part: pieces, token of each, place of the
    first piece of each token. A part of more than `WINDOW` pieces is cut."""
    found, pieces, tokens, firsts = [], [vocabulary.start], [-1], []

    def close():
        nonlocal pieces, tokens, firsts
        if firsts:
            found.append((pieces, tokens, firsts))
        pieces, tokens, firsts = [vocabulary.start], [-1], []

    for start, end in article["parts"]:
        rows = [vocabulary.of(word) for word in article["words"][start:end]]
        if len(pieces) + sum(map(len, rows)) + 1 > limit:
            close()
        for token, row in enumerate(rows, start):
            if len(pieces) + len(row) + 1 > WINDOW:
                close()
            firsts.append((len(pieces), token))
            pieces += row
            tokens += [token] * len(row)
        pieces.append(vocabulary.end)
        tokens.append(-1)
    close()
    return found


def batches(articles, vocabulary, limits, budget, chance=None):
    """Windows of like length together, at most `budget` pieces of padded text."""
    examples = [
        (article, window)
        for article in articles
        for window in windows(article, vocabulary, chance.choice(limits) if chance else limits[0])
    ]
    if chance:
        chance.shuffle(examples)
    made = []
    step = 400 if chance else len(examples)
    for first in range(0, len(examples), max(step, 1)):
        batch = []
        for example in sorted(examples[first : first + step], key=lambda e: len(e[1][0])):
            if batch and (len(batch) + 1) * len(example[1][0]) > budget:
                made.append(batch)
                batch = []
            batch.append(example)
        made.append(batch)
    if chance:
        chance.shuffle(made)
    return [tensors(batch) + (batch,) for batch in made]


def tensors(batch):
    longest = max(len(pieces) for _, (pieces, _, _) in batch)
    count = len(batch[0][0]["features"][0])
    pieces = torch.zeros(len(batch), longest, dtype=torch.long)
    features = torch.zeros(len(batch), longest, count, dtype=torch.long)
    seen = torch.zeros(len(batch), longest, dtype=torch.bool)
    gold = torch.zeros(len(batch), longest, LABELS)
    for b, (article, (rows, tokens, firsts)) in enumerate(batch):
        pieces[b, : len(rows)] = torch.tensor(rows)
        seen[b, : len(rows)] = True
        inside = torch.tensor([t for t in tokens if t >= 0])
        places = torch.tensor([p for p, t in enumerate(tokens) if t >= 0])
        features[b, places] = article["matrix"][inside]
        for place, token in firsts:
            gold[b, place] = article["gold"][token]
    return pieces, features, seen, gold


def read(path):
    articles = [json.loads(line) for line in open(path, encoding="utf-8")]
    for article in articles:
        # The row 0 of every table stands for pieces that are no token.
        article["matrix"] = torch.tensor(article["features"], dtype=torch.long)
        article["features"] = article["features"][:1]
        article["gold"] = F.one_hot(torch.tensor(article["labels"]), LABELS).float()
    return articles


def soften(articles, path, trust):
    """Mixes soft labels, an article a line, into the gold ones."""
    for article, line in zip(articles, open(path, encoding="utf-8"), strict=True):
        article["gold"] += trust * (torch.tensor(json.loads(line)) - article["gold"])


def predict(model, articles, vocabulary):
    """Scores of all labels for every token of every article, each part read alone, as the crate reads it."""
    model.eval()
    found = [torch.zeros(len(a["words"]), LABELS) for a in articles]
    number = {id(a): n for n, a in enumerate(articles)}
    with torch.no_grad():
        for pieces, features, seen, _, batch in batches(articles, vocabulary, [0], 8192):
            with torch.autocast("cpu", torch.bfloat16):
                scores = model(pieces, features, seen)
            for b, (article, (_, _, firsts)) in enumerate(batch):
                rows = found[number[id(article)]]
                for place, token in firsts:
                    rows[token] = scores[b, place].float()
    model.train()
    return found


def best(scores):
    """The best labels in which the inside of a role follows that role alone (Viterbi 1967)."""
    follows = torch.tensor(
        [[n == 0 or n % 2 == 1 or p in (n, n - 1) and p > 0 for n in range(LABELS)] for p in range(LABELS)]
    )
    cost = torch.where(follows, 0.0, -1e9)
    ahead, back = scores[0] + cost[0], []
    for row in scores[1:]:
        most, come_from = (ahead[:, None] + cost).max(0)
        ahead = most + row
        back.append(come_from)
    labels = [int(ahead.argmax())]
    for come_from in reversed(back):
        labels.append(int(come_from[labels[-1]]))
    return labels[::-1]


def spans(labels):
    found, i = set(), 0
    while i < len(labels):
        end = i + 1
        if labels[i] % 2 == 1:
            while end < len(labels) and labels[end] == labels[i] + 1:
                end += 1
            found.add((labels[i], i, end))
        i = end
    return found


def exact(articles, scores):
    """F1 of exact spans: source, cue, content."""
    counts = {label: [0, 0] for label in (1, 3, 5)}
    for article, rows in zip(articles, scores):
        said = [l for start, end in article["parts"] for l in best(rows[start:end])]
        gold, found = spans(article["labels"]), spans(said)
        for label, count in counts.items():
            count[0] += 2 * sum(s[0] == label for s in gold & found)
            count[1] += sum(s[0] == label for s in gold) + sum(s[0] == label for s in found)
    return [round(100 * both / max(all_, 1), 1) for both, all_ in counts.values()]


def train(model, articles, vocabulary, options, dev):
    chance = random.Random(options.run)
    budget, limits = 2048, [int(limit) for limit in options.windows.split(",")]
    steps = options.epochs * len(batches(articles, vocabulary, limits, budget, chance))
    flat = [p for name, p in model.named_parameters() if p.dim() < 2]
    tables = list(model.features.parameters())
    known = {id(p) for p in flat + tables}
    matrices = [p for p in model.parameters() if id(p) not in known]
    optimiser = torch.optim.AdamW(
        [
            {"params": matrices, "weight_decay": 0.01},
            {"params": flat, "weight_decay": 0.0},
            {"params": tables, "weight_decay": 0.0, "lr": 4 * options.rate},
        ],
        lr=options.rate,
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / (0.1 * steps), max(0.02, 1 - s / steps))
    )
    started, step = time.time(), 0
    for epoch in range(options.epochs):
        total, count = 0.0, 0
        for pieces, features, seen, gold, _ in batches(articles, vocabulary, limits, budget, chance):
            hidden = torch.rand(pieces.shape) < options.hide
            pieces = torch.where(hidden & seen, vocabulary.mask, pieces)
            with torch.autocast("cpu", torch.bfloat16):
                scores = model(pieces, features, seen)
            found = scores.float().log_softmax(-1)
            loss = -(gold * found).sum() / gold.sum()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step, total, count = step + 1, total + loss.item(), count + 1
            if step % 100 == 0:
                print(f"{step} of {steps}, loss {total / count:.4f}, {time.time() - started:.0f} s", flush=True)
                total, count = 0.0, 0
        if dev:
            print(f"epoch {epoch + 1}, exact spans on dev {exact(dev, predict(model, dev, vocabulary))}", flush=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("articles", help="sequences to learn from, as `onrecord train encoder` writes them")
    arguments.add_argument("--dev", help="sequences to measure on after each epoch")
    arguments.add_argument("--public", required=True, help="folder of the public encoder")
    arguments.add_argument("--out", required=True, help="where the weights go")
    arguments.add_argument("--fold", help="K/N: leave out every article whose number modulo N is K")
    arguments.add_argument("--soft", help="probabilities of labels to learn from beside the gold ones (`soften.py`)")
    arguments.add_argument("--more", help="sequences that nobody annotated, to learn from by their soft labels alone")
    arguments.add_argument("--more-soft", help="their soft labels (`soften.py --unseen`)")
    arguments.add_argument("--trust", type=float, default=0.5, help="share of the soft labels")
    arguments.add_argument("--start", help="an encoder to go on from, instead of the public weights")
    arguments.add_argument("--layers", default="0,1,2,3", help="layers of the public encoder to start from")
    arguments.add_argument("--epochs", type=int, default=3)
    arguments.add_argument("--rate", type=float, default=2e-4)
    arguments.add_argument("--hide", type=float, default=0.05, help="share of pieces that are masked in training")
    arguments.add_argument("--run", type=int, default=1, help="another run: other order and noise, from the same start")
    arguments.add_argument("--windows", default="0", help="pieces read at once, one of these by chance; 0: one paragraph")
    arguments.add_argument("--threads", type=int, default=2)
    options = arguments.parse_args()
    if bool(options.more) != bool(options.more_soft):
        arguments.error("--more and --more-soft go together")
    torch.manual_seed(1)
    torch.set_num_threads(options.threads)

    articles = read(options.articles)
    dev = read(options.dev) if options.dev else []
    folder = Path(options.public)
    public = load_file(folder / "model.safetensors")
    known = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    pieces = sorted(known, key=known.get)
    if "<mask>" in known:
        # It also keeps BERT's marks, of which it makes no use.
        pieces = [MARKS.get(piece, "[unused]" if piece in MARKS.values() else piece) for piece in pieces]
    rows = prune(pieces, articles)
    if options.soft:
        soften(articles, options.soft, options.trust)
    vocabulary = Vocabulary([pieces[row] for row in rows])
    if options.fold:
        k, n = map(int, options.fold.split("/"))
        articles = [a for i, a in enumerate(articles) if i % n != k]
    if options.more:
        more = read(options.more)
        soften(more, options.more_soft, 1.0)
        articles += more
    layers = [int(layer) for layer in options.layers.split(",")]
    sizes = json.loads(open(options.articles, encoding="utf-8").readline())["sizes"]
    model = Encoder.like(public, len(rows), sizes, len(layers))
    if options.start:
        model, vocabulary = load(Path(options.start).read_bytes())
    else:
        model.start_from(public, rows, layers)
    print(f"{len(articles)} articles, {len(rows)} pieces, {sum(p.numel() for p in model.parameters())} weights", flush=True)
    if options.run > 1:
        torch.manual_seed(options.run)
    train(model, articles, vocabulary, options, dev)
    weights.write(options.out, model, vocabulary)


if __name__ == "__main__":
    main()

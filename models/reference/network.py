"""The decoder that all reference models share: RMSNorm, rotary positions, SwiGLU, tied embeddings."""
import math

import torch
from torch import nn
from torch.nn import functional as F

SHAPE = {"hidden": 128, "layers": 3, "heads": 4, "inner": 320, "context": 1024}


def rotary(context, head):
    """cos and sin, each [context, head]."""
    angles = torch.outer(torch.arange(context).float(), 10000.0 ** (-torch.arange(0, head, 2).float() / head))
    return torch.cat([angles.cos()] * 2, 1), torch.cat([angles.sin()] * 2, 1)


def turned(x):
    a, b = x.chunk(2, -1)
    return torch.cat([-b, a], -1)


class Norm(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(hidden))

    def forward(self, x):
        return x * (x.square().mean(-1, keepdim=True) + 1e-5).rsqrt() * self.weight


class Block(nn.Module):
    def __init__(self, hidden, heads, inner, dropout):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = Norm(hidden), Norm(hidden)
        self.qkv = nn.Linear(hidden, 3 * hidden, bias=False)
        self.out = nn.Linear(hidden, hidden, bias=False)
        self.gate_up = nn.Linear(hidden, 2 * inner, bias=False)
        self.down = nn.Linear(inner, hidden, bias=False)
        self.drop = nn.Dropout(dropout)

    def forward(self, x, cos, sin, bias):
        batch, length, hidden = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        flat = lambda t: t.reshape(batch * self.heads, length, -1)
        q, k = q * cos + turned(q) * sin, k * cos + turned(k) * sin
        weights = torch.baddbmm(bias, flat(q), flat(k).transpose(1, 2), alpha=1 / math.sqrt(q.shape[-1])).softmax(-1)
        mixed = (weights @ flat(v)).view(batch, self.heads, length, -1)
        x = x + self.drop(self.out(mixed.transpose(1, 2).reshape(batch, length, hidden)))
        gate, up = self.gate_up(self.norm2(x)).chunk(2, -1)
        return x + self.drop(self.down(F.silu(gate) * up))


class Decoder(nn.Module):
    """Right-padded ids [batch, length] to the last hidden layer [batch, length, hidden]."""

    def __init__(self, vocabulary, hidden, layers, heads, inner, context, dropout=0.0):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, hidden)
        self.blocks = nn.ModuleList(Block(hidden, heads, inner, dropout) for _ in range(layers))
        self.norm = Norm(hidden)
        self.drop = nn.Dropout(dropout)
        cos, sin = rotary(context, hidden // heads)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        for module in self.modules():
            if isinstance(module, (nn.Linear, nn.Embedding)):
                nn.init.normal_(module.weight, std=0.03)

    def forward(self, ids):
        length = ids.shape[1]
        bias = torch.full((length, length), -1e9).triu(1)
        x = self.drop(self.embed(ids))
        for block in self.blocks:
            x = block(x, self.cos[:length], self.sin[:length], bias)
        return self.norm(x)

    def logits(self, hidden):
        return hidden @ self.embed.weight.T

"""Writes a decoder as onnx/model.onnx with KV cache, by hand: plain ONNX operators, opset 17, protobuf wire format."""
import math
import struct

import numpy as np

from network import rotary

FLOAT, INT64 = 1, 7


def varint(n):
    n &= (1 << 64) - 1
    out = bytearray()
    while True:
        out.append((n & 127) | (128 if n > 127 else 0))
        n >>= 7
        if not n:
            return bytes(out)


def num(field, n):
    return varint(field << 3) + varint(n)


def blob(field, content):
    content = content.encode() if isinstance(content, str) else content
    return varint(field << 3 | 2) + varint(len(content)) + content


def attribute(name, value):
    if isinstance(value, float):
        body = varint(2 << 3 | 5) + struct.pack("<f", value) + num(20, 1)
    elif isinstance(value, int):
        body = num(3, value) + num(20, 2)
    else:
        body = b"".join(num(8, n) for n in value) + num(20, 7)
    return blob(5, blob(1, name) + body)


def tensor(name, array):
    kind = INT64 if array.dtype == np.int64 else FLOAT
    return b"".join(num(1, d) for d in array.shape) + num(2, kind) + blob(8, name) + blob(9, array.tobytes())


def value_info(name, kind, dims):
    shape = b"".join(blob(1, num(1, d) if isinstance(d, int) else blob(2, d)) for d in dims)
    return blob(1, name) + blob(2, blob(1, num(1, kind) + blob(2, shape)))


class Graph:
    def __init__(self):
        self.nodes, self.constants, self.inputs, self.outputs = [], [], [], []

    def node(self, op, inputs, output, **attributes):
        body = b"".join(blob(1, i) for i in inputs) + blob(2, output) + blob(3, output) + blob(4, op)
        self.nodes.append(body + b"".join(attribute(k, v) for k, v in attributes.items()))
        return output

    def constant(self, name, array):
        self.constants.append(tensor(name, np.ascontiguousarray(array)))
        return name

    def bytes(self):
        parts = [blob(1, n) for n in self.nodes] + [blob(2, "main_graph")] + [blob(5, c) for c in self.constants]
        parts += [blob(11, value_info(*v)) for v in self.inputs] + [blob(12, value_info(*v)) for v in self.outputs]
        opset = blob(1, "") + num(2, 17)
        return num(1, 8) + blob(2, "touchstone") + blob(7, b"".join(parts)) + blob(8, opset)


def export(model, shape, path):
    hidden, heads, layers, context = (shape[k] for k in ("hidden", "heads", "layers", "context"))
    head = hidden // heads
    weights = {k: v.detach().numpy().astype(np.float32) for k, v in model.state_dict().items()}
    g = Graph()
    i64 = lambda name, *values: g.constant(name, np.array(values, np.int64))
    scalar = lambda name, value: g.constant(name, np.array(value))
    for name, n in (("i0", 0), ("i1", 1), ("half", head // 2), ("end", head), ("last", -1)):
        i64(name, n)
    scalar("zero", np.int64(0)), scalar("one", np.int64(1))
    scalar("two", np.float32(2)), scalar("epsilon", np.float32(1e-5)), scalar("nought", np.float32(0))
    scalar("never", np.float32(-1e9)), scalar("scale", np.float32(1 / math.sqrt(head)))
    i64("split", 0, 0, heads, head), i64("joined", 0, 0, hidden), i64("ax12", 1, 2)
    cos, sin = rotary(context, head)
    g.constant("cos_table", cos.numpy()), g.constant("sin_table", sin.numpy())
    g.constant("model.embed_tokens.weight", weights["embed.weight"])
    g.inputs += [
        ("input_ids", INT64, ["batch_size", "sequence_length"]),
        ("attention_mask", INT64, ["batch_size", "total_sequence_length"]),
        ("position_ids", INT64, ["batch_size", "sequence_length"]),
    ]
    g.outputs += [("logits", FLOAT, ["batch_size", "sequence_length", weights["embed.weight"].shape[0]])]

    # A key is seen by a query that stands at or after it, if its mask is 1: in [batch, 1, sequence, total].
    g.node("Shape", ["attention_mask"], "/mask/shape"), g.node("Shape", ["input_ids"], "/ids/shape")
    g.node("Gather", ["/mask/shape", "one"], "/mask/total"), g.node("Gather", ["/ids/shape", "one"], "/ids/length")
    g.node("Sub", ["/mask/total", "/ids/length"], "/mask/past")
    g.node("Range", ["zero", "/mask/total", "one"], "/mask/keys")
    g.node("Range", ["/mask/past", "/mask/total", "one"], "/mask/queries")
    g.node("Unsqueeze", ["/mask/queries", "i1"], "/mask/column")
    g.node("LessOrEqual", ["/mask/keys", "/mask/column"], "/mask/causal")
    g.node("Cast", ["attention_mask"], "/mask/real", to=9)
    g.node("Unsqueeze", ["/mask/real", "ax12"], "/mask/row")
    g.node("And", ["/mask/causal", "/mask/row"], "/mask/seen")
    g.node("Where", ["/mask/seen", "nought", "never"], "/mask/bias")
    for name in ("cos", "sin"):
        g.node("Gather", [f"{name}_table", "position_ids"], f"/{name}/rows")
        g.node("Unsqueeze", [f"/{name}/rows", "i1"], f"/{name}")

    def norm(x, weight, name, output=None):
        g.constant(weight, weights[WEIGHTS[weight]])
        g.node("Pow", [x, "two"], f"{name}/Pow")
        g.node("ReduceMean", [f"{name}/Pow"], f"{name}/Mean", axes=[-1], keepdims=1)
        g.node("Add", [f"{name}/Mean", "epsilon"], f"{name}/Add")
        g.node("Sqrt", [f"{name}/Add"], f"{name}/Sqrt")
        g.node("Div", [x, f"{name}/Sqrt"], f"{name}/Div")
        return g.node("Mul", [f"{name}/Div", weight], output or f"{name}/Mul")

    def linear(x, array, weight, name):
        g.constant(weight, array.T)
        return g.node("MatMul", [x, weight], name)

    def turn(x, name):
        g.node("Slice", [x, "i0", "half", "last"], f"{name}/a"), g.node("Slice", [x, "half", "end", "last"], f"{name}/b")
        g.node("Neg", [f"{name}/b"], f"{name}/minus"), g.node("Concat", [f"{name}/minus", f"{name}/a"], f"{name}/turned", axis=-1)
        g.node("Mul", [x, "/cos"], f"{name}/straight"), g.node("Mul", [f"{name}/turned", "/sin"], f"{name}/across")
        return g.node("Add", [f"{name}/straight", f"{name}/across"], f"{name}/rotary")

    WEIGHTS = {"model.norm.weight": "norm.weight"}
    x = g.node("Gather", ["model.embed_tokens.weight", "input_ids"], "/model/embed_tokens/Gather_output_0")
    for i in range(layers):
        b, w = f"/model/layers.{i}", f"model.layers.{i}"
        WEIGHTS[f"{w}.input_layernorm.weight"] = f"blocks.{i}.norm1.weight"
        WEIGHTS[f"{w}.post_attention_layernorm.weight"] = f"blocks.{i}.norm2.weight"
        y = norm(x, f"{w}.input_layernorm.weight", f"{b}/input_layernorm")
        parts = np.split(weights[f"blocks.{i}.qkv.weight"], 3)
        made = {}
        for part, array in zip("qkv", parts):
            flat = linear(y, array, f"{w}.self_attn.{part}_proj.weight", f"{b}/self_attn/{part}")
            g.node("Reshape", [flat, "split"], f"{flat}/split")
            made[part] = g.node("Transpose", [f"{flat}/split"], f"{flat}/heads", perm=[0, 2, 1, 3])
        q, k = turn(made["q"], f"{b}/self_attn/q"), turn(made["k"], f"{b}/self_attn/k")
        for part, tail in (("key", k), ("value", made["v"])):
            g.node("Concat", [f"past_key_values.{i}.{part}", tail], f"present.{i}.{part}", axis=2)
            g.inputs.append((f"past_key_values.{i}.{part}", FLOAT, ["batch_size", heads, "past_sequence_length", head]))
            g.outputs.append((f"present.{i}.{part}", FLOAT, ["batch_size", heads, "total_sequence_length", head]))
        g.node("Transpose", [f"present.{i}.key"], f"{b}/self_attn/keys", perm=[0, 1, 3, 2])
        g.node("MatMul", [q, f"{b}/self_attn/keys"], f"{b}/self_attn/raw")
        g.node("Mul", [f"{b}/self_attn/raw", "scale"], f"{b}/self_attn/scaled")
        g.node("Add", [f"{b}/self_attn/scaled", "/mask/bias"], f"{b}/self_attn/masked")
        g.node("Softmax", [f"{b}/self_attn/masked"], f"{b}/self_attn/weights", axis=-1)
        g.node("MatMul", [f"{b}/self_attn/weights", f"present.{i}.value"], f"{b}/self_attn/mixed")
        g.node("Transpose", [f"{b}/self_attn/mixed"], f"{b}/self_attn/back", perm=[0, 2, 1, 3])
        g.node("Reshape", [f"{b}/self_attn/back", "joined"], f"{b}/self_attn/flat")
        y = linear(f"{b}/self_attn/flat", weights[f"blocks.{i}.out.weight"], f"{w}.self_attn.o_proj.weight", f"{b}/self_attn/o_proj")
        x = g.node("Add", [x, y], f"{b}/Add_output_0")
        y = norm(x, f"{w}.post_attention_layernorm.weight", f"{b}/post_attention_layernorm")
        gate, up = np.split(weights[f"blocks.{i}.gate_up.weight"], 2)
        gate = linear(y, gate, f"{w}.mlp.gate_proj.weight", f"{b}/mlp/gate")
        up = linear(y, up, f"{w}.mlp.up_proj.weight", f"{b}/mlp/up")
        g.node("Sigmoid", [gate], f"{b}/mlp/sigmoid"), g.node("Mul", [gate, f"{b}/mlp/sigmoid"], f"{b}/mlp/silu")
        g.node("Mul", [f"{b}/mlp/silu", up], f"{b}/mlp/inner")
        y = linear(f"{b}/mlp/inner", weights[f"blocks.{i}.down.weight"], f"{w}.mlp.down_proj.weight", f"{b}/mlp/down")
        x = g.node("Add", [x, y], f"{b}/Add_1_output_0")
    norm(x, "model.norm.weight", "/model/norm", "hidden_states")
    g.outputs.append(("hidden_states", FLOAT, ["batch_size", "sequence_length", hidden]))
    g.node("Transpose", ["model.embed_tokens.weight"], "/lm_head/weight", perm=[1, 0])
    # Scores of the last `num_logits_to_keep` positions only (0: all), as Hugging Face exports have it.
    g.inputs.append(("num_logits_to_keep", INT64, []))
    g.node("Neg", ["num_logits_to_keep"], "/lm_head/back"), g.node("Unsqueeze", ["/lm_head/back", "i0"], "/lm_head/start")
    i64("far", 2**31)
    g.node("Slice", ["hidden_states", "/lm_head/start", "far", "i1"], "/lm_head/kept")
    g.node("MatMul", ["/lm_head/kept", "/lm_head/weight"], "logits")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(g.bytes())

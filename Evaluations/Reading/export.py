#!/usr/bin/env python3
"""Writes what train.py has made as the two files of `CKapellWeights`.

    python3 export.py reader.pt ../../Sources/CKapellWeights
"""

import pathlib
import sys

import gguf
import numpy
import torch

SCALE = 20
# The names of layers in GGUF files of BERT models.
NAMES = {
    "attention.self.query": "attn_q", "attention.self.key": "attn_k", "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output", "intermediate.dense": "ffn_up", "output.dense": "ffn_down",
}
PREFIX = "model.encoder.layer."


def main():
    weights = torch.load(sys.argv[1])
    folder = pathlib.Path(sys.argv[2])
    writer = gguf.GGUFWriter(folder / "reader-adapter.gguf", "bert")
    writer.add_string("general.type", "adapter")
    writer.add_string("adapter.type", "lora")
    # llama.cpp scales by alpha / rank.
    rank = next(value.shape[0] for name, value in weights.items() if name.endswith(".A"))
    writer.add_float32("adapter.lora.alpha", float(rank))
    for name, value in weights.items():
        if name.startswith(PREFIX):
            layer, rest = name[len(PREFIX):].split(".", 1)
            part, side = rest.rsplit(".", 1)
            writer.add_tensor(
                f"blk.{layer}.{NAMES[part]}.weight.lora_{side.lower()}", value.numpy().astype(numpy.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    # Only what it says of questions is used.
    head = numpy.append(weights["head.weight"][0].numpy() * SCALE, weights["head.bias"][0].numpy())
    head.astype("<f4").tofile(folder / "reader-head.f32")


if __name__ == "__main__":
    main()

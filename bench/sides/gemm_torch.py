"""PyTorch: the time of some matrix products, one after the other, on one thread."""

import torch
from gemm import serve_products

torch.set_num_threads(1)


def products(operands):
    """Return a call that multiplies all pairs once."""
    pairs = [(a, b, a @ b) for a, b in ((torch.from_numpy(a), torch.from_numpy(b)) for a, b in operands)]

    @torch.inference_mode()
    def once():
        for a, b, out in pairs:
            torch.mm(a, b, out=out)

    return once


if __name__ == "__main__":
    serve_products(products)

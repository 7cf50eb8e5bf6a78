"""Why a model falls short: from what was measured of its network, its data and its training to the cause."""

"""What a diagnosis is made from: a network, its data, and how a copy of it trains, all measured."""

"""The same games in other people's solvers: all slow, run by `./go test --slow`, which installs them."""

#!/bin/bash
# Healthy while /health/ready answers 200. Without Node, which takes a hundred times as long to start, on every check of every container.
set -euo pipefail
exec 3<>"/dev/tcp/127.0.0.1/$PORT"
printf 'GET /health/ready HTTP/1.0\r\n\r\n' >&3
read -r _ status _ <&3
[ "$status" = 200 ]

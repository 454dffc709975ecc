# syntax=docker/dockerfile:1

# Bundling gives the same file on every platform, so it runs on the builder's own.
FROM --platform=$BUILDPLATFORM node:26-trixie-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts ./scripts
COPY src ./src
RUN node scripts/build.ts && mkdir compile-cache

# Debian 13 with Node 26 and the libraries it needs (libatomic, libstdc++); no shell, no package manager.
FROM gcr.io/distroless/nodejs26-debian13:nonroot
LABEL org.opencontainers.image.title="private-api-operator" \
      org.opencontainers.image.description="Turns one PrivateApi object into a private Amazon API Gateway REST API and keeps it true" \
      org.opencontainers.image.licenses="Apache-2.0"

COPY --from=build /build/dist/main.js /app/main.js
COPY --from=build /build/dist/schemas /app/schemas
COPY --from=build --chown=65532:65532 /build/compile-cache /app/compile-cache

# A number, since the kubelet cannot tell from a name that the user is not root (runAsNonRoot).
USER 65532:65532

# Node keys its compile cache by version, processor, flags and user id: it is filled here, as the user that runs later,
# and then serves from a read-only file system. Under another user id it is ignored, which only costs start-up time.
ENV NODE_COMPILE_CACHE=/app/compile-cache
RUN ["/nodejs/bin/node", "/app/main.js", "--help"]

EXPOSE 8080 8081
ENTRYPOINT ["/nodejs/bin/node", "/app/main.js"]

# tillmate as one static binary without a shell, run by a user without rights.
#
#   docker build -t tillmate .
#   docker run --rm tillmate check
#   docker run --rm --env-file .env -e TILLMATE_REDIS_ADDRESSES=redis:6379 tillmate

FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# .git is in the context so that the binary knows its version.
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /tillmate ./cmd/tillmate

# Certificates, time zones and the user nonroot (65532); nothing else.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /tillmate /tillmate
# A configuration that is mounted as /etc/tillmate/tillmate.yaml is read.
WORKDIR /etc/tillmate
# Within a container the loopback is nobody's else; publish the port with care.
ENV TILLMATE_HTTP_LISTEN=0.0.0.0:8080 \
    TILLMATE_TELEGRAM_WEBHOOK_LISTEN=0.0.0.0:8081
EXPOSE 8080 8081
USER nonroot:nonroot
# There is no shell and no curl: the program asks itself.
HEALTHCHECK --interval=15s --timeout=6s --start-period=20s --retries=3 CMD ["/tillmate", "health"]
ENTRYPOINT ["/tillmate"]
CMD ["serve"]

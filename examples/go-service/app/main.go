// A service that shortens links.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/links/internal/links"
)

// Set by the build.
var version = "dev"

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	if err := run(log); err != nil {
		log.Error("failed", "error", err)
		os.Exit(1)
	}
}

func run(log *slog.Logger) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	server := &http.Server{
		Addr:              ":" + os.Getenv("PORT"),
		Handler:           logged(log, routes(links.NewStore())),
		ReadHeaderTimeout: 5 * time.Second,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	log.Info("listening", "address", server.Addr, "version", version)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	log.Info("stopping")
	// Less than the ten seconds after which the container is killed.
	patience, cancel := context.WithTimeout(context.Background(), 8*time.Second)
	defer cancel()
	if err := server.Shutdown(patience); err != nil {
		return err
	}
	log.Info("stopped")
	return nil
}

func routes(store *links.Store) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		answer(w, http.StatusOK, map[string]string{"status": "ok", "version": version})
	})
	mux.HandleFunc("POST /links", func(w http.ResponseWriter, r *http.Request) {
		var link struct{ URL string }
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4096)).Decode(&link); err != nil {
			answer(w, http.StatusBadRequest, map[string]string{"error": "the body must be JSON with a url"})
			return
		}
		id, err := store.Add(link.URL)
		if errors.Is(err, links.ErrInvalid) {
			answer(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
			return
		}
		answer(w, http.StatusCreated, map[string]string{"id": id, "url": link.URL})
	})
	mux.HandleFunc("GET /links/{id}", func(w http.ResponseWriter, r *http.Request) {
		address, found := store.Find(r.PathValue("id"))
		if !found {
			answer(w, http.StatusNotFound, map[string]string{"error": "no such link"})
			return
		}
		http.Redirect(w, r, address, http.StatusFound)
	})
	return mux
}

func answer(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value)
}

func logged(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		next.ServeHTTP(w, r)
		if r.URL.Path != "/healthz" {
			log.Info("request", "method", r.Method, "path", r.URL.Path, "milliseconds", time.Since(started).Milliseconds())
		}
	})
}

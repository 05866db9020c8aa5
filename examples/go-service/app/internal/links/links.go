// Package links keeps short links.
package links

import (
	"crypto/rand"
	"errors"
	"net/url"
	"sync"
)

// ErrInvalid says that something is no address of a web page.
var ErrInvalid = errors.New("url must be an absolute http or https address")

// Store holds links in memory.
type Store struct {
	mutex sync.RWMutex
	links map[string]string
}

// NewStore makes an empty store.
func NewStore() *Store {
	return &Store{links: map[string]string{}}
}

// Add keeps an address and returns its identifier.
func (s *Store) Add(address string) (string, error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" || (parsed.Scheme != "http" && parsed.Scheme != "https") {
		return "", ErrInvalid
	}
	id := rand.Text()[:8]
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.links[id] = address
	return id, nil
}

// Find returns the address of an identifier.
func (s *Store) Find(id string) (string, bool) {
	s.mutex.RLock()
	defer s.mutex.RUnlock()
	address, found := s.links[id]
	return address, found
}

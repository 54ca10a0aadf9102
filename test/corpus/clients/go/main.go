// Reads [{id, at, name, served, roots}] from the file that is named (DER as base64, at as Unix seconds), prints one JSON answer a line:
// x509.Certificate.Verify as crypto/tls calls it.
package main

import (
	"crypto/x509"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

type question struct {
	ID     string   `json:"id"`
	At     int64    `json:"at"`
	Name   string   `json:"name"`
	Served [][]byte `json:"served"`
	Roots  [][]byte `json:"roots"`
}

type answer struct {
	ID      string `json:"id"`
	Outcome string `json:"outcome"`
	Error   string `json:"error,omitempty"`
}

func main() {
	bytes, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	var questions []question
	if err := json.Unmarshal(bytes, &questions); err != nil {
		panic(err)
	}
	for _, q := range questions {
		a := answer{ID: q.ID, Outcome: "SUCCESS"}
		if err := verify(q); err != nil {
			a.Outcome, a.Error = "FAILURE", err.Error()
		}
		line, _ := json.Marshal(a)
		fmt.Println(string(line))
	}
}

func verify(q question) error {
	roots, served := x509.NewCertPool(), x509.NewCertPool()
	for _, der := range q.Roots {
		// CertPool.AppendCertsFromPEM passes over what it cannot parse
		if root, err := x509.ParseCertificate(der); err == nil {
			roots.AddCert(root)
		}
	}
	var leaf *x509.Certificate
	for index, der := range q.Served {
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			return fmt.Errorf("tls: failed to parse certificate from server: %w", err)
		}
		if index == 0 {
			leaf = certificate
		} else {
			served.AddCert(certificate)
		}
	}
	_, err := leaf.Verify(x509.VerifyOptions{
		DNSName:       q.Name,
		Roots:         roots,
		Intermediates: served,
		CurrentTime:   time.Unix(q.At, 0),
	})
	return err
}

import { createPrivateKey, X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { createFakeClock } from "homeostat/internal/std/fake-clock.ts";
import { createCertificateAuthority } from "./certificates.ts";

const clock = createFakeClock();

test("a server certificate is signed by the authority and names its hosts", () => {
  const authority = createCertificateAuthority({ commonName: "homeostat-ca", clock });
  const issued = authority.issue({
    usage: "server",
    commonName: "kube-apiserver",
    hosts: ["127.0.0.1", "::1", "localhost"],
  });
  const certificate = new X509Certificate(issued.certPem);
  const root = new X509Certificate(authority.certPem);
  expect(root.ca).toBe(true);
  expect(certificate.verify(root.publicKey)).toBe(true);
  expect(certificate.checkIssued(root)).toBe(true);
  expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(certificate.checkIP("::1")).toBe("::1");
  expect(certificate.checkHost("localhost")).toBe("localhost");
  expect(certificate.checkHost("example.com")).toBeUndefined();
});

test("a client certificate carries the user as CN and the groups as O", () => {
  const authority = createCertificateAuthority({ commonName: "homeostat-ca", clock });
  const issued = authority.issue({ usage: "client", commonName: "alice", organizations: ["dev", "system:masters"] });
  expect(new X509Certificate(issued.certPem).subject).toBe("O=dev\nO=system:masters\nCN=alice");
});

test("an authority made from an earlier key pair goes on issuing for the same root", () => {
  const first = createCertificateAuthority({ commonName: "homeostat-ca", clock });
  const second = createCertificateAuthority({ commonName: "homeostat-ca", clock, existing: first });
  const issued = second.issue({ usage: "client", commonName: "bob", organizations: [] });
  expect(new X509Certificate(issued.certPem).verify(new X509Certificate(first.certPem).publicKey)).toBe(true);
});

test("a certificate with an RSA key serves as well", () => {
  const authority = createCertificateAuthority({ commonName: "homeostat-ca", clock });
  const issued = authority.issue({ usage: "server", commonName: "s", hosts: ["localhost"], key: "RSA-2048" });
  const certificate = new X509Certificate(issued.certPem);
  expect(certificate.publicKey.asymmetricKeyType).toBe("rsa");
  expect(certificate.checkPrivateKey(createPrivateKey(issued.keyPem))).toBe(true);
  expect(certificate.verify(new X509Certificate(authority.certPem).publicKey)).toBe(true);
});

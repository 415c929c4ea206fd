// An identity provider built on samlp, for the tests: one person is always signed in, and there is no page.
// Settings come as JSON in argv[2]: key, cert, shopCert, shopId, subject, slsUrl. Prints its port when it listens.
"use strict";
const http = require("http");
const samlp = require("samlp");
const SessionParticipants = require("samlp/lib/sessionParticipants");

process.noDeprecation = true; // samlp still makes buffers the old way
const given = JSON.parse(process.argv[2]);
const REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
const PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
const ISSUER = "urn:samlp:test";
const people = new SessionParticipants();
const kept = new Map();

// What samlp remembers between two redirects.
const store = {
  save(_req, state, done) {
    const handle = Math.random().toString(36).slice(2);
    kept.set(handle, state);
    done(null, handle);
  },
  load(_req, handle, options, done) {
    const state = kept.get(handle);
    if (options && options.destroy) kept.delete(handle);
    (done || options)(null, state);
  },
  update(_req, handle, state, done) {
    kept.set(handle, state);
    done(null, handle);
  },
};

// How samlp is told who signs in.
function mapper(person) {
  return {
    getClaims: () => ({ "http://schemas.microsoft.com/ws/2008/06/identity/claims/role": "it" }),
    getNameIdentifier: () => ({ nameIdentifier: person.id, nameIdentifierFormat: PERSISTENT }),
  };
}
mapper.prototype.metadata = [];

const own = { issuer: ISSUER, cert: given.cert, key: given.key, profileMapper: mapper };

function signIn(index) {
  people._participants.push({
    serviceProviderId: given.shopId, nameId: given.subject, nameIdFormat: PERSISTENT, sessionIndex: index,
    serviceProviderLogoutURL: given.slsUrl, cert: given.shopCert, binding: REDIRECT,
  });
  return samlp.auth({
    ...own, signingCert: given.shopCert, sessionIndex: index, lifetimeInSeconds: 300, signResponse: given.signResponse,
    getUserFromRequest: () => ({ id: given.subject }),
    recipient: given.acsUrl, destination: given.acsUrl,
    getPostURL: (_audience, _request, _req, done) => done(null, given.acsUrl),
  });
}

const signOut = () =>
  samlp.logout({ ...own, deflate: true, protocolBinding: REDIRECT, sessionParticipants: people, store });

const metadata = samlp.metadata({ ...own, redirectEndpointPath: "/in", postEndpointPath: "/in", logoutEndpointPaths: { redirect: "/ut" } });

http
  .createServer((req, res) => {
    const url = new URL(req.url, "http://127.0.0.1");
    Object.assign(req, { query: Object.fromEntries(url.searchParams), body: {}, session: {}, originalUrl: req.url, protocol: "http" });
    res.set = (name, value) => res.setHeader(name, value);
    res.send = (content) => (typeof content === "number" ? res.writeHead(content).end() : res.end(content));
    res.redirect = (place) => res.writeHead(302, { Location: place }).end();
    const failed = (error) => res.writeHead(500).end(String(error && error.stack));
    if (url.pathname === "/metadata") return metadata(req, res, failed);
    if (url.pathname === "/in") return signIn("_s" + Math.random().toString(36).slice(2))(req, res, failed);
    if (url.pathname === "/ut") return signOut()(req, res, failed);
    return res.writeHead(404).end();
  })
  .listen(0, "127.0.0.1", function () {
    console.log(this.address().port);
  });

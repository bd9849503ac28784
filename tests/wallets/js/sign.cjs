// Signs as wallets do, with their own libraries: a JSON request a line in, a JSON answer a line out.
"use strict";

const readline = require("node:readline");
const bs58 = require("bs58").default;
const nacl = require("tweetnacl");
const { Wallet } = require("ethers");
const { SiweMessage } = require("siwe");
const { Bech32Address, makeADR36AminoSignDoc, serializeSignDoc, verifyADR36Amino } =
  require("@keplr-wallet/cosmos");
const { Hash, PrivKeySecp256k1 } = require("@keplr-wallet/crypto");
const { createSignInMessageText, parseSignInMessageText, verifyMessageSignature } =
  require("@solana/wallet-standard-util");

const bytes = (hex) => Buffer.from(hex, "hex");

const evm = {
  address: ({ secret }) => new Wallet(`0x${secret}`).address,
  sign: async ({ secret, message }) => ({
    signature: await new Wallet(`0x${secret}`).signMessage(message),
  }),
  read: ({ message }) => {
    const read = new SiweMessage(message);
    return { ...read, again: read.prepareMessage() };
  },
};

const solana = {
  pair: ({ secret }) => nacl.sign.keyPair.fromSeed(bytes(secret)),
  address: (request) => bs58.encode(solana.pair(request).publicKey),
  sign: (request) => {
    const signature = nacl.sign.detached(
      new TextEncoder().encode(request.message),
      solana.pair(request).secretKey,
    );
    return {
      signature: bs58.encode(signature),
      base64: Buffer.from(signature).toString("base64"),
    };
  },
  read: ({ message }) => {
    const read = parseSignInMessageText(message);
    return { ...read, again: createSignInMessageText(read) };
  },
  verify: ({ address, message, signature }) => {
    const signed = new TextEncoder().encode(message);
    return verifyMessageSignature({
      message: signed,
      signedMessage: signed,
      signature: bs58.decode(signature),
      publicKey: bs58.decode(address),
    });
  },
};

const cosmos = {
  key: ({ secret }) => new PrivKeySecp256k1(bytes(secret)),
  address: (request) =>
    new Bech32Address(cosmos.key(request).getPubKey().getCosmosAddress()).toBech32(
      request.prefix ?? "cosmos",
    ),
  sign: (request) => {
    const signer = cosmos.address(request);
    const document = serializeSignDoc(makeADR36AminoSignDoc(signer, request.message));
    const { r, s } = cosmos.key(request).signDigest32(Hash.sha256(document));
    return {
      signature: Buffer.concat([r, s]).toString("base64"),
      public_key: Buffer.from(cosmos.key(request).getPubKey().toBytes()).toString("base64"),
      document: Buffer.from(document).toString(),
    };
  },
  verify: ({ prefix, address, message, public_key, signature }) =>
    verifyADR36Amino(
      prefix ?? "cosmos",
      address,
      message,
      Buffer.from(public_key, "base64"),
      Buffer.from(signature, "base64"),
    ),
};

const providers = { evm, solana, cosmos };

readline.createInterface({ input: process.stdin }).on("line", async (line) => {
  const { provider, action, ...request } = JSON.parse(line);
  let answer;
  try {
    answer = { result: await providers[provider][action](request) };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});

import os from "node:os";
import { expect, test } from "vitest";
import { pipSettings } from "../../../../lib/jupyter/environment/pip-settings";

const ALWAYS = { PIP_CONFIG_FILE: os.devNull, PIP_NO_INPUT: "1", PIP_DISABLE_PIP_VERSION_CHECK: "1" };

test("a user without settings has none", () => {
  expect(pipSettings("")).toEqual(ALWAYS);
});

test("what says how an index is reached is kept, and nothing else", () => {
  const list = [
    "global.user='true'",
    "global.target='/elsewhere'",
    "install.no-deps='true'",
    "install.require-hashes='true'",
    "list.index-url='https://list.example'",
    "global.index-url='https://user:p%40ss@index.example/simple'",
    "global.extra-index-url='https://a.example\\nhttps://b.example'",
    "global.no-index-url='x'",
    "install.trusted-host='index.example'",
    "install.proxy='http://proxy.example:3128'",
    ":env:.timeout='60'",
    ":env:.constraint='/elsewhere'",
    "a line that is none",
  ];
  expect(pipSettings(list.join("\n"))).toEqual({
    ...ALWAYS,
    PIP_INDEX_URL: "https://user:p%40ss@index.example/simple",
    PIP_EXTRA_INDEX_URL: "https://a.example\nhttps://b.example",
    PIP_TRUSTED_HOST: "index.example",
    PIP_PROXY: "http://proxy.example:3128",
    PIP_TIMEOUT: "60",
  });
});

test("of a setting made in several places a variable counts most, and the section of the command more than that of all", () => {
  const list = [
    ":env:.retries='3'",
    "install.retries='2'",
    "global.retries='1'",
    "install.timeout='2'",
    "global.timeout='1'",
  ];
  expect(pipSettings(list.join("\r\n"))).toEqual({ ...ALWAYS, PIP_RETRIES: "3", PIP_TIMEOUT: "2" });
});

test("quotes and backslashes are as the user wrote them", () => {
  const list = `global.cert="C:\\\\it's\\\\ca.pem"\nglobal.client-cert='say \\"\\\\n\\"'`;
  expect(pipSettings(list)).toEqual({
    ...ALWAYS,
    PIP_CERT: "C:\\it's\\ca.pem",
    PIP_CLIENT_CERT: 'say "\\n"',
  });
});

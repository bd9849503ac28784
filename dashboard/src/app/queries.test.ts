import { QueryObserver } from "@tanstack/react-query";
import { afterEach, expect, test } from "vitest";
import { queries } from "./queries";

afterEach(() => queries.clear());

const KEY = ["org", "o1", "workspaces"];

/** A list whose first answer was made before something changed, and comes after it. */
function overtaken() {
  let answer: (list: string) => void = () => {};
  const late = new Promise<string>((done) => {
    answer = done;
  });
  let asked = 0;
  const queryFn = () => (asked++ === 0 ? late : Promise.resolve("new"));
  return { options: { queryKey: KEY, queryFn }, arrive: () => answer("old") };
}

test("an answer from before a change does not pass for new where nobody looks", async () => {
  const { options, arrive } = overtaken();
  const asked = queries.prefetchQuery(options);
  await queries.invalidateQueries({ queryKey: ["org", "o1"] });
  arrive();
  await asked;
  expect(await queries.fetchQuery(options)).toBe("new");
});

test("an answer from before a change is not shown", async () => {
  const { options, arrive } = overtaken();
  const observer = new QueryObserver(queries, options);
  const leave = observer.subscribe(() => {});
  const changed = queries.invalidateQueries({ queryKey: ["org", "o1"] });
  arrive();
  await changed;
  expect(observer.getCurrentResult().data).toBe("new");
  leave();
});

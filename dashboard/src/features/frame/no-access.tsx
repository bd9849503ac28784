import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { DoorClosed } from "lucide-react";
import { useTitle } from "@/app/page";
import { t } from "@/i18n";
import { logoOf } from "@/place/place";
import { type Organization, organizationsQuery, workspacesQuery } from "@/place/queries";
import { Avatar, Card, Empty } from "@/ui/bits";

interface Offer {
  id: string;
  name: string;
  to: string;
  logo: string | null;
}

/** A link led somewhere this person cannot go: says so, and offers where they can. */
export function NoAccess({ title, within }: { title: string; within?: Organization }) {
  useTitle(t("lost.title"));
  return (
    <div className="mx-auto max-w-md pt-[6vh]">
      <Empty whole icon={DoorClosed} title={title}>
        {t("lost.explained")}
      </Empty>
      {within ? <Workspaces of={within} /> : <Organizations />}
    </div>
  );
}

/** The organizations of this person other than one they cannot enter now. */
export function OtherOrganizations({ than }: { than: Organization }) {
  const { data } = useQuery(organizationsQuery());
  const others = data?.organizations.filter((one) => one.id !== than.id);
  return others?.length ? <Organizations among={others} /> : null;
}

function Organizations({ among }: { among?: Organization[] }) {
  const { data } = useQuery({ ...organizationsQuery(), enabled: among === undefined });
  const offers = (among ?? data?.organizations)?.map((one) => ({
    id: one.id,
    name: one.name,
    to: `/o/${one.slug}`,
    logo: logoOf(one),
  }));
  return <Offers title={t("lost.yourOrganizations")} offers={offers} />;
}

function Workspaces({ of }: { of: Organization }) {
  const { data } = useQuery(workspacesQuery(of.id));
  const offers = data?.workspaces.map((one) => ({
    id: one.id,
    name: one.name,
    to: `/o/${of.slug}/w/${one.slug}`,
    logo: logoOf(one),
  }));
  return <Offers title={t("lost.yourWorkspaces", { organization: of.name })} offers={offers} />;
}

function Offers({ title, offers }: { title: string; offers: Offer[] | undefined }) {
  if (!offers?.length) {
    return (
      <p className="text-center">
        <Link to="/" className="font-medium text-accent-ink hover:underline">
          {t("lost.home")}
        </Link>
      </p>
    );
  }
  return (
    <>
      <h2 className="mb-2 text-xs font-medium text-soft">{title}</h2>
      <Card className="overflow-hidden">
        <ul className="divide-y divide-line">
          {offers.map(({ id, name, to, logo }) => (
            <li key={id}>
              <Link to={to} className="flex items-center gap-3 px-4 py-3 hover:bg-hover">
                <Avatar name={name} image={logo} square />
                <span className="truncate font-medium">{name}</span>
              </Link>
            </li>
          ))}
        </ul>
      </Card>
    </>
  );
}

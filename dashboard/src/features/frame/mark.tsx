import icon from "@/app/icon.svg";

/** The mark of the product. */
export const Mark = ({ className }: { className?: string }) => (
  <img src={icon} alt="Tenantry" className={className} />
);

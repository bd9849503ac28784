// What most people see first, as one file to load: the frame, and the dashboard of a workspace in it.
export { OrganizationFrame } from "@/features/frame/organization-frame";
export { ahead, Overview } from "@/features/overview/page";

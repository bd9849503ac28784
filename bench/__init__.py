"""What Tenantry costs, measured beside its floor, the conventional stack and Better Auth."""

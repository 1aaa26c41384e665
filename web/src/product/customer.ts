/** What a customer writes about themselves, and the words for what is missing. */

export interface Customer {
  name: string;
  email: string;
}

export type CustomerErrors = Partial<Record<string, string>>;

/** Checks form only; whether an address exists is for the first mail to find out. */
export function missing(customer: Customer): CustomerErrors {
  const errors: CustomerErrors = {};
  if (!customer.name.trim()) errors.name = 'Write the name the order is for.';
  if (!customer.email.trim()) errors.email = 'Write your e-mail address, so that we can reach you.';
  else if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(customer.email.trim())) {
    errors.email = 'This does not look like an e-mail address: name@example.org would.';
  }
  return errors;
}

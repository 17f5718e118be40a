"""The organization: groups, companies, departments, posts, employees, delegations, working calendars."""

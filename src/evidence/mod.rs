//! Evidence, stances, contrasts, cards; quotations checked: → `Claims`.

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/ins-json-text.h"

/* Behind the exponent that begins at @from; @from itself if none does. */
static const char *
skip_exponent (const char *from)
{
  const char *at = from + 1;

  if (*from != 'e' && *from != 'E')
    return from;
  at += *at == '+' || *at == '-';
  if (!g_ascii_isdigit (*at))
    return from;
  while (g_ascii_isdigit (*at))
    at++;

  return at;
}

char *
ins_json_text_mend (char *json)
{
  const char *from = json;
  gboolean in_string = FALSE;
  char *to = json;

  while (*from != '\0')
    {
      const char *after = in_string || from == json || !g_ascii_isdigit (from[-1])
                              ? from
                              : skip_exponent (from);

      if (in_string && *from == '\\' && from[1] != '\0')
        {
          *to++ = *from++;
          *to++ = *from++;
          continue;
        }
      if (*from == '"')
        in_string = !in_string;
      if (after == from)
        after = from + 1;
      else if (after[0] == '.' && after[1] == '0' && !g_ascii_isdigit (after[2]))
        {
          while (from < after)
            *to++ = *from++;
          from += 2;
          continue;
        }
      while (from < after)
        *to++ = *from++;
    }
  *to = '\0';

  return json;
}

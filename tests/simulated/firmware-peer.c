/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "firmware-peer.h"

void
firmware_peer_init_config (FirmwarePeer *peer,
                           const char *protocol,
                           const InsSimConfig *config,
                           InsSimBench *bench)
{
  g_autoptr (GError) error = NULL;

  peer->controller = ins_sim_controller_new (protocol, config, bench, &error);
  g_assert_no_error (error);
  peer->now_s = 100.0;
  peer->heard = g_string_new (NULL);
  ins_sim_controller_connect (peer->controller, peer->now_s);
}

void
firmware_peer_init_variant (FirmwarePeer *peer,
                            const char *protocol,
                            const char *variant,
                            const char *fault)
{
  InsSimConfig config;

  ins_sim_config_init (&config);
  g_strlcpy (config.variant, variant, sizeof config.variant);
  if (*fault != '\0')
    g_assert_true (ins_sim_fault_parse (fault, &config.fault, NULL));
  firmware_peer_init_config (peer, protocol, &config, NULL);
}

void
firmware_peer_init (FirmwarePeer *peer, const char *protocol, const char *fault)
{
  firmware_peer_init_variant (peer, protocol, "", fault);
}

void
firmware_peer_clear (FirmwarePeer *peer)
{
  ins_sim_controller_free (peer->controller);
  g_string_free (peer->heard, TRUE);
}

static void
collect (FirmwarePeer *peer)
{
  guint8 buffer[7]; /* odd on purpose */
  gsize n_bytes;

  while ((n_bytes = ins_sim_controller_output (peer->controller, peer->now_s, buffer,
                                               sizeof buffer)) > 0)
    g_string_append_len (peer->heard, (const char *)buffer, (gssize)n_bytes);
}

void
firmware_peer_pass (FirmwarePeer *peer, double seconds)
{
  double end_s = peer->now_s + seconds;

  for (double next_s = ins_sim_controller_next_event_s (peer->controller); next_s <= end_s;
       next_s = ins_sim_controller_next_event_s (peer->controller))
    {
      peer->now_s = MAX (next_s, peer->now_s);
      collect (peer);
    }
  peer->now_s = end_s;
  collect (peer);
}

void
firmware_peer_say (FirmwarePeer *peer, const char *text)
{
  ins_sim_controller_input (peer->controller, (const guint8 *)text, strlen (text), peer->now_s);
  collect (peer);
}

void
firmware_peer_expect (FirmwarePeer *peer, const char *text, const char *wanted)
{
  g_string_truncate (peer->heard, 0);
  firmware_peer_say (peer, text);
  g_assert_cmpstr (peer->heard->str, ==, wanted);
}

void
firmware_peer_expect_since (FirmwarePeer *peer, const char *text, const char *wanted)
{
  firmware_peer_say (peer, text);
  g_assert_cmpstr (peer->heard->str, ==, wanted);
  g_string_truncate (peer->heard, 0);
}

void
firmware_peer_expect_status (FirmwarePeer *peer, const char *wanted)
{
  g_string_truncate (peer->heard, 0);
  firmware_peer_say (peer, "?");
  g_test_message ("%s", peer->heard->str);
  g_assert_true (g_str_has_prefix (peer->heard->str, wanted));
  g_assert_true (g_str_has_suffix (peer->heard->str, ">\r\n"));
}

void
firmware_peer_expect_after (FirmwarePeer *peer, double seconds, const char *wanted)
{
  g_string_truncate (peer->heard, 0);
  firmware_peer_pass (peer, seconds);
  g_assert_cmpstr (peer->heard->str, ==, wanted);
}

static void
check_lines (const char *heard, const char *end, gboolean (*understands) (const char *line))
{
  g_auto (GStrv) lines = g_strsplit (heard, end, -1);

  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0' && !understands (*line))
      g_error ("the parser does not understand \"%s\"", *line);
}

void
firmware_peer_check_rows (FirmwarePeer *peer,
                          const FirmwareRow *rows,
                          gsize n_rows,
                          const char *end,
                          gboolean (*understands) (const char *line))
{
  for (gsize i = 0; i < n_rows; i++)
    {
      g_autofree char *said = g_strescape (rows[i].said, NULL), *heard = NULL;

      g_string_truncate (peer->heard, 0);
      if (rows[i].said[0] == '+')
        firmware_peer_pass (peer, g_ascii_strtod (rows[i].said + 1, NULL));
      else
        firmware_peer_say (peer, rows[i].said);
      heard = g_strescape (peer->heard->str, NULL);
      g_test_message ("%s -> %s", said, heard);
      if (strchr (rows[i].heard, '*') != NULL)
        g_assert_true (g_pattern_match_simple (rows[i].heard, peer->heard->str));
      else
        g_assert_cmpstr (peer->heard->str, ==, rows[i].heard);
      if (understands != NULL)
        check_lines (peer->heard->str, end, understands);
    }
  firmware_peer_clear (peer);
}

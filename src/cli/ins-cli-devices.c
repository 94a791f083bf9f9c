/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "cli/ins-cli.h"
#include "core/ins-error.h"
#include "core/ins-number.h"
#include "devices/digitizer/ins-card-offer.h"
#include "devices/simulated/ins-sim-server.h"
#include "devices/stage/ins-stage-finder.h"
#include "devices/transport/ins-serial-ports.h"

#define WIDTH 100
#define HANGING 2 /* columns that the rest of a paragraph stands further in */

/* The lasting address first, then what it is and where it is now. */
static void
print_ports (const GPtrArray *ports)
{
  g_print ("%s\n", _ ("Serial ports (put the protocol before it: grbl:serial:…)"));
  for (guint i = 0; i < ports->len; i++)
    {
      const InsSerialPort *port = ports->pdata[i];
      g_autofree char *address = ins_serial_ports_get_address (ports, i);
      g_autofree char *text = ins_serial_port_to_text (port);
      gboolean is_path = g_str_has_suffix (address, port->path);

      g_print ("  %s%s%s%s%s%s\n", address, text[0] != '\0' ? "  " : "", text, is_path ? "" : " (",
               is_path ? "" : port->path, is_path ? "" : ")");
    }
  if (ports->len == 0)
    g_print ("  %s\n", _ ("none"));
}

/* One paragraph, broken between words; longer words (addresses) stay whole. */
static void
print_wrapped (const char *paragraph, int indent)
{
  g_auto (GStrv) words = g_strsplit (paragraph, " ", -1);
  glong column = indent;

  g_print ("%*s", indent, "");
  for (guint i = 0; words[i] != NULL; i++)
    {
      glong width = g_utf8_strlen (words[i], -1);

      if (i > 0 && column + 1 + width > WIDTH)
        {
          g_print ("\n%*s", indent + HANGING, "");
          column = indent + HANGING;
        }
      else if (i > 0)
        {
          g_print (" ");
          column++;
        }
      g_print ("%s", words[i]);
      column += width;
    }
  g_print ("\n");
}

/* What answers where. */
static void
print_stages (const GPtrArray *offers)
{
  g_print ("%s\n", _ ("Stages"));
  for (guint i = 0; i < offers->len; i++)
    {
      const InsStageOffer *offer = offers->pdata[i];
      g_autofree char *text = g_strdup_printf (
          "%s  %s", offer->address, offer->name[0] != '\0' ? offer->name : offer->message);

      print_wrapped (text, 2);
    }
  if (offers->len == 0)
    g_print ("  %s\n", _ ("none"));
}

/* Ctrl+C ends it; what was found so far is printed. */
static void
probe_ports (const GPtrArray *ports)
{
  g_autoptr (GPtrArray) offers = NULL;

  ins_cli_complain (_ ("Asking at each serial port who is there. Boards that restart when their "
                       "port is opened do so; nothing moves."));
  offers = ins_stage_offers_find (ports, ins_cli_get_cancellable ());
  print_stages (offers);
}

/* What each card is, and indented what it offers. */
static void
print_cards (const GPtrArray *offers)
{
  g_print ("%s\n", offers->len > 0
                       ? _ ("Cards (a shell wants quotes around an address with ? or &)")
                       : _ ("Cards"));
  for (guint i = 0; i < offers->len; i++)
    {
      g_autofree char *text = ins_card_offer_to_text (offers->pdata[i]);
      g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

      for (guint k = 0; lines[k] != NULL; k++)
        print_wrapped (lines[k], k == 0 ? 2 : 4);
    }
  if (offers->len == 0)
    g_print ("  %s\n", _ ("none"));
}

InsCliStatus
ins_cli_devices (char **argv)
{
  gboolean probes = FALSE;
  const GOptionEntry entries[] = {
    { "probe", 0, 0, G_OPTION_ARG_NONE, &probes,
      N_ ("Open each serial port and ask which stage is there; nothing moves"), NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = ins_cli_parse (
      argv, "",
      _ ("Lists ports and cards of this computer and what the cards offer. Starts nothing."),
      entries, FALSE, 0, 0);
  g_autoptr (GPtrArray) ports = NULL;
  g_autoptr (GPtrArray) offers = NULL;

  if (arguments == NULL)
    return INS_CLI_WRONG;
  ports = ins_serial_ports_list ();
  print_ports (ports);
  if (probes)
    probe_ports (ports);
  if (ins_cli_is_stopped ())
    return INS_CLI_STOPPED;
  offers = ins_card_offers_find ();
  print_cards (offers);
  g_print ("%s\n  sim\n", _ ("Simulated stage and card, always there"));

  return INS_CLI_DONE;
}

static void
on_stop (gpointer server)
{
  ins_sim_server_quit (server);
}

static InsCliStatus
serve (const char *protocol, const char *listen, const InsSimConfig *config)
{
  GError *error = NULL;
  g_autoptr (InsSimServer) server = ins_sim_server_listen (protocol, listen, config, &error);
  const char *options;

  if (server == NULL)
    {
      /* an unknown protocol is a wrong call */
      gboolean is_wrong = g_error_matches (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
      InsCliStatus status = ins_cli_fail (error);

      return is_wrong ? INS_CLI_WRONG : status;
    }
  g_print ("listening on %s\n", ins_sim_server_get_address (server));
  options = ins_sim_server_get_address_options (server);
  g_print ("stage %s:%s%s%s\n", protocol, ins_sim_server_get_address (server),
           *options != '\0' ? "?" : "", options);
  fflush (stdout);
  ins_cli_signals_set_stop (on_stop, server);
  ins_sim_server_run (server);
  ins_cli_signals_set_stop (NULL, NULL);

  return ins_cli_is_stopped () ? INS_CLI_STOPPED : INS_CLI_DONE;
}

static gboolean
read_with (const char *options, InsSimConfig *config, GError **error)
{
  g_autofree char *address = g_strconcat ("sim?", options, NULL);
  g_autoptr (InsUri) uri = ins_uri_parse (address, error);

  return uri != NULL && ins_sim_config_read (config, uri, error);
}

InsCliStatus
ins_cli_simulate_stage (char **argv)
{
  g_autofree char *protocol = NULL;
  g_autofree char *listen = NULL;
  g_autofree char *variant = NULL;
  g_autofree char *with = NULL;
  g_auto (GStrv) faults = NULL;
  int seed = 0;
  const GOptionEntry entries[] = {
    { "protocol", 0, 0, G_OPTION_ARG_STRING, &protocol,
      N_ ("Language of the controller: grbl, zaber …"), N_ ("P") },
    { "variant", 0, 0, G_OPTION_ARG_STRING, &variant, N_ ("Kind of that controller"), N_ ("NAME") },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &listen, N_ ("Where clients find it"),
      N_ ("{unix:PATH|tcp:HOST:PORT|pty:LINK}") },
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, N_ ("Start of its random numbers"), N_ ("N") },
    { "with", 0, 0, G_OPTION_ARG_STRING, &with,
      N_ ("Its link and drive, as in an address: latency_ms= jitter_ms= baud= backlash_mm= "
          "acceleration_mm_s2= max_speed_mm_s= log=PATH"),
      N_ ("OPTION[&OPTION…]") },
    { "fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &faults,
      N_ ("What goes wrong: silence[=S] cut=S reset=S limit=S following=S late=S steps=MM "
          "garbage[=%] merge[=%] drop=% alarm split"),
      N_ ("FAULT[,FAULT…]") },
    { NULL },
  };
  g_auto (GStrv) arguments = ins_cli_parse (
      argv, _ ("--protocol P --listen WHERE"),
      _ ("Serves a simulated stage controller until Ctrl+C; prints where it listens."), entries,
      FALSE, 0, 0);
  g_autofree char *fault = faults != NULL ? g_strjoinv (",", faults) : g_strdup ("");
  InsSimConfig config;
  GError *error = NULL;

  ins_sim_config_init (&config);
  if (arguments == NULL)
    return INS_CLI_WRONG;
  if (protocol == NULL || listen == NULL)
    {
      ins_cli_complain (
          _ ("Say which controller (--protocol grbl) and where (--listen unix:PATH)."));
      return INS_CLI_WRONG;
    }
  config.seed = (guint32)seed;
  if (with != NULL && !read_with (with, &config, &error))
    {
      ins_cli_fail (error);
      return INS_CLI_WRONG;
    }
  if (variant != NULL)
    g_strlcpy (config.variant, variant, sizeof config.variant);
  if (*fault != '\0' && !ins_sim_fault_parse (fault, &config.fault, &error))
    return ins_cli_fail (error);

  return serve (protocol, listen, &config);
}

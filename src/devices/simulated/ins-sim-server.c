/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/simulated/ins-sim-listen.h"
#include "devices/simulated/ins-sim-server.h"

#define LONGEST_WAIT_S 1.0
#define TIMER_SLACK_NS 1000ul /* the kernel's 50 us would add to every latency */
#define BUFFER_SIZE 1024

/* Threads:
 *   server thread, or the caller of run()   controller, client, listen
 *   any                                     wake (a write wakes and ends the loop)
 */
struct _InsSimServer
{
  InsSimController *controller;     /* server thread */
  InsSimController *own_controller; /* read-only after new; NULL if somebody else owns it */
  InsSimListen *listen;             /* server thread; NULL with a single fd */
  int client;                       /* server thread; -1 for none */
  int wake;                         /* read-only after new */
  GThread *thread;                  /* owner of the server */
};

static InsSimServer *
server_new (InsSimController *controller)
{
  InsSimServer *self = g_new0 (InsSimServer, 1);

  self->controller = controller;
  self->client = -1;
  self->wake = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (self->wake < 0)
    g_error ("eventfd: %s", g_strerror (errno));

  return self;
}

static void
set_client (InsSimServer *self, int fd)
{
  const int on = 1;
  int flags = fcntl (fd, F_GETFL);

  fcntl (fd, F_SETFL, flags | O_NONBLOCK);
  (void)setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* only TCP has it */
  self->client = fd;
}

InsSimServer *
ins_sim_server_new (InsSimController *controller, int fd)
{
  InsSimServer *self = server_new (controller);

  set_client (self, fd);

  return self;
}

InsSimServer *
ins_sim_server_listen (const char *protocol,
                       const char *listen_spec,
                       const InsSimConfig *config,
                       GError **error)
{
  g_autoptr (InsSimListen) listen = NULL;
  g_autoptr (InsSimController) controller = NULL;
  InsSimConfig ordinary;
  InsSimServer *self;

  ins_sim_config_init (&ordinary);
  controller = ins_sim_controller_new (protocol, config != NULL ? config : &ordinary, NULL, error);
  if (controller == NULL)
    return NULL;
  listen = ins_sim_listen_new (listen_spec, error);
  if (listen == NULL)
    return NULL;

  self = server_new (controller);
  self->own_controller = g_steal_pointer (&controller);
  self->listen = g_steal_pointer (&listen);

  return self;
}

const char *
ins_sim_server_get_address (InsSimServer *self)
{
  return self->listen != NULL ? self->listen->address : "";
}

const char *
ins_sim_server_get_address_options (InsSimServer *self)
{
  return ins_sim_controller_get_address_options (self->controller);
}

static gboolean
is_terminal (InsSimServer *self)
{
  return self->listen != NULL && self->listen->terminal >= 0;
}

/* The emulator goes on with what it has queued. */
static void
drop_client (InsSimServer *self)
{
  if (is_terminal (self))
    {
      if (!ins_sim_listen_replace_terminal (self->listen))
        ins_sim_server_quit (self);
      self->client = -1;
      return;
    }
  close (self->client);
  self->client = -1;
}

/* As on a serial line, what the other side does not read is lost. */
static gboolean
write_due (InsSimServer *self)
{
  guint8 buffer[BUFFER_SIZE];
  gsize n_bytes;

  while ((n_bytes = ins_sim_controller_output (self->controller, ins_clock_now_s (), buffer,
                                               sizeof buffer)) > 0)
    {
      const guint8 *rest = buffer;

      while (n_bytes > 0 && self->client >= 0)
        {
          gssize n_written = is_terminal (self) ? write (self->client, rest, n_bytes)
                                                : send (self->client, rest, n_bytes, MSG_NOSIGNAL);

          if (n_written < 0 && errno == EINTR)
            continue;
          if (n_written < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            break;
          if (n_written <= 0)
            return FALSE;
          rest += n_written;
          n_bytes -= (gsize)n_written;
        }
    }

  return TRUE;
}

/* FALSE: the client is gone. */
static gboolean
read_client (InsSimServer *self)
{
  guint8 buffer[BUFFER_SIZE];
  gssize n_bytes = read (self->client, buffer, sizeof buffer);

  if (n_bytes < 0)
    return errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK;
  if (n_bytes == 0)
    return FALSE;
  ins_sim_controller_input (self->controller, buffer, (gsize)n_bytes, ins_clock_now_s ());

  return TRUE;
}

static void
accept_client (InsSimServer *self)
{
  int fd = is_terminal (self) ? self->listen->terminal
                              : accept4 (self->listen->listener, NULL, NULL, SOCK_CLOEXEC);

  if (fd < 0)
    return;
  set_client (self, fd);
  ins_sim_controller_connect (self->controller, ins_clock_now_s ());
}

/* FALSE: told to quit. */
static gboolean
wait_for_event (InsSimServer *self, short *client_events)
{
  struct pollfd fds[] = {
    { .fd = self->wake, .events = POLLIN },
    { .fd = self->client >= 0 ? self->client : self->listen->listener, .events = POLLIN },
  };
  double wait_s = ins_sim_controller_next_event_s (self->controller) - ins_clock_now_s ();
  struct timespec timeout = { 0 };

  wait_s = CLAMP (wait_s, 0.0, LONGEST_WAIT_S);
  timeout.tv_sec = (time_t)wait_s;
  timeout.tv_nsec = (long)((wait_s - (double)timeout.tv_sec) * 1e9);
  *client_events = 0;
  if (ppoll (fds, G_N_ELEMENTS (fds), &timeout, NULL) < 0)
    return errno == EINTR;
  *client_events = fds[1].revents;

  return fds[0].revents == 0;
}

/* What was written before the end arrives, as on a cable: a last stop. */
static void
read_rest (InsSimServer *self)
{
  struct pollfd fd = { .fd = self->client, .events = POLLIN };

  while (self->client >= 0 && poll (&fd, 1, 0) > 0 && (fd.revents & POLLIN) != 0 &&
         read_client (self))
    continue;
}

void
ins_sim_server_run (InsSimServer *self)
{
  short events = 0;

  prctl (PR_SET_TIMERSLACK, TIMER_SLACK_NS);
  if (self->client >= 0)
    ins_sim_controller_connect (self->controller, ins_clock_now_s ());
  if (is_terminal (self))
    accept_client (self);

  while ((self->client >= 0 || self->listen != NULL) && wait_for_event (self, &events))
    {
      gboolean there = self->client >= 0;

      if (there && events != 0)
        there = read_client (self);
      else if (events != 0)
        {
          accept_client (self);
          there = self->client >= 0;
        }
      there = write_due (self) && there;
      if (ins_sim_controller_take_cut (self->controller))
        there = FALSE;

      if (self->client >= 0 && !there)
        drop_client (self);
      if (self->client < 0 && is_terminal (self))
        accept_client (self);
    }
  read_rest (self);
}

void
ins_sim_server_quit (InsSimServer *self)
{
  const guint64 one = 1;
  int kept = errno;

  if (write (self->wake, &one, sizeof one) < 0)
    errno = kept; /* full: it has been told often enough */
}

static gpointer
worker_main (gpointer data)
{
  ins_sim_server_run (data);

  return NULL;
}

void
ins_sim_server_start (InsSimServer *self)
{
  g_return_if_fail (self->thread == NULL);

  self->thread = g_thread_new ("sim-stage", worker_main, self);
}

void
ins_sim_server_free (InsSimServer *self)
{
  ins_sim_server_quit (self);
  g_clear_pointer (&self->thread, g_thread_join);
  if (self->client >= 0 && !is_terminal (self))
    close (self->client);
  close (self->wake);
  g_clear_pointer (&self->listen, ins_sim_listen_free);
  g_clear_pointer (&self->own_controller, ins_sim_controller_free);
  g_free (self);
}

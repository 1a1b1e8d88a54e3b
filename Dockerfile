# The finished site on nginx: unprivileged, and able to run with a read-only root. Build the site first (make site).
#   docker build -t zhenggai .
#   docker run --rm --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges -p 8080:8080 zhenggai
FROM nginxinc/nginx-unprivileged:1.28-alpine
COPY deploy/nginx.conf /etc/nginx/conf.d/default.conf
USER root
RUN sed -i -e 's/listen 80;/listen 8080;/' -e 's/listen \[::\]:80;/listen [::]:8080;/' /etc/nginx/conf.d/default.conf \
 && mkdir -p /etc/nginx/zhenggai /srv/zhenggai
COPY --chown=root:root site/ /srv/zhenggai/current/
RUN if [ -f /srv/zhenggai/current/redirects.map ]; then cp /srv/zhenggai/current/redirects.map /etc/nginx/zhenggai/; fi \
 && chmod -R a+rX,go-w /srv/zhenggai /etc/nginx/zhenggai
# The account nginx, by its number: so Kubernetes can see that it is not root
USER 101
EXPOSE 8080
